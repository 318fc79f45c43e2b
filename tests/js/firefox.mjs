// Firefox, told what to do line by line: reads {"do", "with"} and writes {"result"} or {"error"}.

import puppeteer from "puppeteer-core";
import { createInterface } from "node:readline";

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
});
const page = await browser.newPage();
/** @type {string[]} */
const problems = [];
page.on("pageerror", (error) => problems.push(String(error)));
page.on("console", (message) => message.type() === "error" && problems.push(message.text()));

const can = {
  open: (url) => page.goto(url),
  click: async (selector) => (await page.$(selector)).click(),
  write: async (selector, text) => (await page.$(selector)).type(text),
  tell: (expression) => page.evaluate(expression),
  back: () => page.goBack(),
  forward: () => page.goForward(),
  problems: () => problems,
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    const result = await can[asked.do](...asked.with);
    const plain = asked.do === "tell" || asked.do === "problems" ? result : null;
    console.log(JSON.stringify({ result: plain ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
