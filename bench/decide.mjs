/**
 * Times single decisions in Node, ours beside others' on the same rules: `node bench/decide.mjs
 * PEERS < task.json`, where PEERS is a folder into which bench/package.json was installed. Only
 * `bench/decide.py` calls it. Peers that are not installed are left out. All are compiled
 * beforehand where they can be, and have to agree before any is timed.
 */

import { createRequire } from "node:module";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { guide: compiled, model, rules, today, cases, rounds, milliseconds } = await json(
  process.stdin,
);
const advisor = new URL("../site_templates/theme/advisor/", import.meta.url);
const { standing, view } = await import(new URL("evaluate.js", advisor));
const { readGuide } = await import(new URL("guide.js", advisor));

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

/** Decisions a second, over as many cases as fit in a while. */
async function rate({ decide, given }) {
  const start = performance.now();
  let passed = 0;
  let done = 0;
  for (; passed < milliseconds; passed = performance.now() - start, done++) {
    const act = decide(given[done % given.length]);
    if (act instanceof Promise) await act;
  }
  return (1000 * done) / passed;
}

const ready = {};
for (const [name, make] of Object.entries(engines)) {
  try {
    const { prepare = (answers) => answers, decide } = await make();
    ready[name] = { decide, given: cases.map(prepare), rates: [] };
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
  }
}
const acts = {};
for (const [name, { decide, given }] of Object.entries(ready)) {
  acts[name] = [];
  for (const one of given) acts[name].push(await decide(one));
}
for (let round = 0; round < rounds; round++) {
  for (const engine of Object.values(ready)) engine.rates.push(await rate(engine));
}
const rates = Object.fromEntries(Object.entries(ready).map(([name, { rates }]) => [name, rates]));
console.log(JSON.stringify({ acts, rates }));
