/**
 * Times single decisions in Node, ours beside others' on the same rules: `node bench/decide.mjs
 * PEERS < task.json`, where PEERS is a folder into which bench/package.json was installed. Only
 * `bench/decide.py` calls it. Peers that are not installed are left out. All are compiled
 * beforehand where they can be, and have to agree before any is timed. Each works in a thread of its
 * own, which is ended when it has not decided all cases once in time.
 */

import { once } from "node:events";
import { createRequire } from "node:module";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const task = isMainThread ? await json(process.stdin) : workerData.task;
const { guide: compiled, model, rules, today, cases, rounds, milliseconds, limit } = task;
const advisor = new URL("../site_templates/theme/advisor/", import.meta.url);
const { standing, view } = await import(new URL("evaluate.js", advisor));
const { readGuide } = await import(new URL("guide.js", advisor));

/** So many rounds an engine works untimed, as what runs often is compiled anew. */
const WARM = 20;

/** A way to decide: it makes of a case what it needs beforehand, and of that an act. */
const engines = {
  "mannerly (the page's own)": () => {
    const guide = readGuide(compiled);
    const prepare = (answers) =>
      new Map(Object.entries(answers).map(([id, value]) => [id, yesOrNo(value)]));
    const decide = (answers) => guide.acts[standing(guide, view(guide, answers, today)).acts[0]].id;
    return { prepare, decide };
  },
  "json-logic-js": async () => {
    const { default: jsonLogic } = await peer("json-logic-js");
    const test = ({ fact, kind, cells }) => {
      const value = { var: fact };
      if (kind === "number") return { "<=": [cells[0], value, cells.at(-1)] };
      return kind === "yes or no" ? { "===": [value, cells[0]] } : { in: [value, cells] };
    };
    const whole = ({ limits, act }) => [{ and: [true, ...limits.map(test)] }, act];
    const logic = { if: rules.flatMap(whole) };
    return { decide: (answers) => jsonLogic.apply(logic, answers) };
  },
  "zen-engine": async () => {
    const { ZenDecisionContent, ZenEngine } = await peer("@gorules/zen-engine");
    const content = new ZenDecisionContent(Buffer.from(JSON.stringify(model)));
    const decision = new ZenEngine().createDecision(content);
    return { decide: async (answers) => (await decision.evaluate(answers)).result.act };
  },
  "json-rules-engine": async () => {
    const { Engine } = await peer("json-rules-engine");
    const tests = ({ fact, kind, cells }) => {
      if (kind !== "number") return [{ fact, operator: "in", value: cells }];
      return [
        { fact, operator: "greaterThanInclusive", value: cells[0] },
        { fact, operator: "lessThanInclusive", value: cells.at(-1) },
      ];
    };
    const engine = new Engine(
      rules.map(({ limits, act }) => ({
        conditions: { all: limits.flatMap(tests) },
        event: { type: act },
      })),
    );
    return { decide: async (answers) => (await engine.run(answers)).events[0].type };
  },
  publicodes: async () => {
    const { default: publicodes } = await peer("publicodes");
    const Engine = publicodes.default;
    const test = ({ fact, kind, cells }) => {
      if (kind === "number") {
        return { "toutes ces conditions": [`${fact} >= ${cells[0]}`, `${fact} <= ${cells.at(-1)}`] };
      }
      if (kind === "yes or no") return cells[0] ? fact : `${fact} = non`;
      return { "une de ces conditions": cells.map((cell) => `${fact} = '${cell}'`) };
    };
    const whole = ({ limits, act }) => ({
      si: { "toutes ces conditions": limits.map(test) },
      alors: `'${act}'`,
    });
    const facts = Object.fromEntries(Object.keys(cases[0]).map((fact) => [fact, null]));
    const engine = new Engine({ ...facts, act: { variations: rules.map(whole) } });
    const literal = (value) =>
      typeof value === "string" ? `'${value}'` : { true: "oui", false: "non" }[value] ?? value;
    const prepare = (answers) =>
      Object.fromEntries(Object.entries(answers).map(([fact, value]) => [fact, literal(value)]));
    return { prepare, decide: (facts) => engine.setSituation(facts).evaluate("act").nodeValue };
  },
};

const yesOrNo = (value) => ({ true: "yes", false: "no" })[value] ?? value;

/** A module that is installed with the peers. */
const peer = (name) => import(pathToFileURL(createRequire(`${process.argv[2]}/`).resolve(name)));

/** Decisions a second, over as many cases as fit in so many milliseconds. */
async function rate({ decide, given }, milliseconds) {
  const start = performance.now();
  let passed = 0;
  let done = 0;
  for (; passed < milliseconds; passed = performance.now() - start, done++) {
    const act = decide(given[done % given.length]);
    if (act instanceof Promise) await act;
  }
  return (1000 * done) / passed;
}

/** A thread: decides all cases, goes on until it is warm, and is timed whenever it is told to. */
async function work(name) {
  const { prepare = (answers) => answers, decide } = await engines[name]();
  const given = cases.map(prepare);
  const acts = [];
  for (const one of given) acts.push(await decide(one));
  const engine = { decide, given };
  await rate(engine, WARM * milliseconds);
  parentPort.on("message", async () => parentPort.postMessage(await rate(engine, milliseconds)));
  parentPort.postMessage(acts);
}

/** What a thread says next; null where it does not in time. */
async function said(worker) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 1000 * limit);
  try {
    return (await once(worker, "message", controller))[0];
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function compare() {
  const ready = {};
  const found = { acts: {}, rates: {}, late: [] };
  for (const name of Object.keys(engines)) {
    const worker = new Worker(new URL(import.meta.url), {
      argv: process.argv.slice(2),
      workerData: { task, name },
    });
    try {
      const acts = await said(worker);
      if (acts) {
        [ready[name], found.acts[name], found.rates[name]] = [worker, acts, []];
        continue;
      }
      found.late.push(name);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
    await worker.terminate();
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, worker] of Object.entries(ready)) {
      worker.postMessage("round");
      found.rates[name].push((await once(worker, "message"))[0]);
    }
  }
  for (const worker of Object.values(ready)) await worker.terminate();
  console.log(JSON.stringify(found));
}

await (isMainThread ? compare() : work(workerData.name));
