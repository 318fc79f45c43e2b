/**
 * What Lighthouse makes of pages: `node lighthouse.mjs CHROMIUM CATEGORIES URL…`, where categories
 * have commas between them. Writes a list with a page's scores, from 0 to 100 by category, the main
 * measurements in milliseconds, and what kept scores from 100, in Lighthouse's words.
 */

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, categories, ...urls] = process.argv.slice(2);
const chromeFlags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking --disable-component-update --disable-sync";
// What is no matter of speed needs no long rest of a page to be measured.
const AT_ONCE = {
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 250,
  cpuQuietThresholdMs: 250,
  disableFullPageScreenshot: true,
};
const MEASURED = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"];

const chrome = await launch({ chromePath, chromeFlags: chromeFlags.split(" ") });
const found = [];
const onlyCategories = categories.split(",");
const speed = onlyCategories.includes("performance") ? {} : AT_ONCE;
for (const url of urls) {
  const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories, ...speed });
  const { audits } = lhr;
  const all = Object.values(lhr.categories);
  const weighty = all.flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
  const faults = weighty.map(({ id }) => audits[id]).filter(({ score }) => (score ?? 1) < 1);
  found.push({
    url,
    scores: Object.fromEntries(all.map(({ id, score }) => [id, Math.round(100 * score)])),
    measured: Object.fromEntries(MEASURED.map((id) => [id, audits[id]?.numericValue ?? null])),
    faults: faults.map(({ title, details }) => [
      title,
      ...(details?.items ?? []).map(({ node, description }) => node?.snippet ?? description ?? ""),
    ]),
    error: lhr.runtimeError?.message ?? null,
  });
}
chrome.kill();
console.log(JSON.stringify(found));
