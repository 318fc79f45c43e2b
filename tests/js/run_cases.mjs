/**
 * Reads [{guide, whole, plans, around, cases: [{today, answers}, …]}, …] from standard input, guides
 * as compiled, and writes what the page's own modules make of each case: what takes longest only
 * with `whole`, the plan with what follows each reply only with `plans`, and what other days and
 * answers lead to, with the file for a calendar, only with `around`. Acts, rules and facts are given
 * by id, dates as 2026-03-27; answers are as Python's API takes them.
 */

import { json } from "node:stream/consumers";

const advisor = new URL("../../site_templates/theme/advisor/", import.meta.url);
const { readState, sift } = await import(new URL("answers.js", advisor));
const { calendarFile, entries } = await import(new URL("calendar.js", advisor));
const { fromIso, iso } = await import(new URL("dates.js", advisor));
const { dates, decidedBy, nextQuestion, openFacts, overridden, standing, view } = await import(
  new URL("evaluate.js", advisor)
);
const { readGuide } = await import(new URL("guide.js", advisor));
const { atMost } = await import(new URL("progress.js", advisor));
const { additions, later, otherwise } = await import(new URL("otherwise.js", advisor));
const { branch, follow } = await import(new URL("plan.js", advisor));

const ids = (things, indices) => indices.map((i) => things[i].id);
const day = (number) => (number === null ? null : iso(number));

/** Answers take the way that the reader's take: through the fragment of the address. */
function fragment(answers) {
  const spoken = (value) =>
    value === null || value === "unknown" ? "?" : ({ true: "yes", false: "no" }[value] ?? value);
  return `#${Object.entries(answers)
    .map(([id, value]) => `${id}=${spoken(value)}`)
    .join("&")}`;
}

function decisive(guide, stand, seen) {
  const found = stand.settled ? decidedBy(guide, seen) : new Set();
  return guide.facts.map(({ id }) => id).filter((id) => found.has(id));
}

/** The rules by which each source alone would advise an act. */
function voices(guide, seen) {
  const rules = (source) => standing(guide, seen, source).firm.map((i) => guide.rules[i]);
  const advising = (source) => rules(source).filter(({ act }) => act !== null);
  return Object.fromEntries(
    Object.keys(guide.sources).map((source) => [source, advising(source).map(({ id }) => id)]),
  );
}

/** A plan, and with `deep` those that follow the replies to its steps. */
function told(guide, { steps, stops, day: last, asks }, deep) {
  const after = (step) =>
    (step.act.replies ?? []).map((reply) => told(guide, branch(guide, step, reply), false));
  return {
    steps: steps.map(({ act, view: { today }, until, by }) => ({
      day: iso(today),
      act: act.id,
      until: day(until),
      by: day(by),
    })),
    stops,
    day: iso(last),
    asks: asks === null ? null : guide.facts[asks].id,
    ...(deep && { replies: steps.map(after) }),
  };
}

/** What a generator gives in the end. */
function finished(steps) {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A value as Python's API takes it. */
function spoken({ type, decimals = 0 }, value) {
  if (typeof value !== "number") return value;
  return type === "date" ? iso(value) : (value / 10 ** decimals).toFixed(decimals);
}

/** What another day and other answers lead to, what they would add, and the events of the plan. */
async function around(guide, seen, stand) {
  const led = (then) => {
    if (!then) return null;
    const { until, by } = dates(guide, then.view, then.stand);
    const { settled, acts } = then.stand;
    const next = nextQuestion(guide, then.view, then.stand);
    return settled
      ? { act: guide.acts[acts[0]].id, until: day(until), by: day(by) }
      : { next: next === null ? null : guide.facts[next].id };
  };
  const change = finished(later(guide, seen));
  const { title } = guide;
  const plan = follow(guide, seen.answers, seen.today);
  const events = await entries(guide, seen.answers, plan, () => title);
  return {
    later: change && { day: iso(change.day), then: led(change.then) },
    otherwise: finished(otherwise(guide, seen)).map(({ fact, values, then }) => ({
      fact: fact.id,
      values: values.map((value) => spoken(fact, value)),
      then: led(then),
    })),
    additions: openFacts(guide, seen, stand.adding).flatMap((index) => {
      const fact = guide.facts[index];
      return finished(additions(guide, seen, fact)).map(({ value, acts }) => ({
        fact: fact.id,
        value: spoken(fact, value),
        also: ids(guide.acts, acts),
      }));
    }),
    events: events.map((event) => ({ ...event, day: iso(event.day) })),
    file: calendarFile(title, events, new Date("2026-03-26T18:30:00.700Z")),
  };
}

/** How many questions are said to be left before each one that is asked on the way to the advice. */
function promised(guide, given, today) {
  const answers = new Map();
  const left = [];
  for (;;) {
    const seen = view(guide, answers, today);
    const next = nextQuestion(guide, seen, standing(guide, seen));
    const { id } = guide.facts[next] ?? {};
    if (!given.has(id)) return left;
    left.push(atMost(guide, seen));
    answers.set(id, given.get(id));
  }
}

async function result(guide, { whole, plans, around: more }, { today: date, answers }) {
  const today = fromIso(date);
  const given = readState(guide, fragment(answers)).answers;
  const lost = Object.keys(answers).filter((id) => !given.has(id));
  const { kept, refused } = sift(guide, given, today);
  const seen = view(guide, kept, today);
  const stand = standing(guide, seen);
  const firm = stand.firm.map((i) => guide.rules[i]);
  const named = (key) => [...new Set(firm.flatMap((rule) => rule[key]))];
  const { until, by } = stand.settled ? dates(guide, seen, stand) : { until: null, by: null };
  const next = nextQuestion(guide, seen, stand);
  return {
    lost,
    refused: [...refused.keys()],
    act: stand.settled ? guide.acts[stand.acts[0]].id : null,
    acts: ids(guide.acts, stand.acts),
    rules: firm.filter(({ act }) => act !== null).map(({ id }) => id),
    also: ids(guide.acts, named("also")),
    avoid: ids(guide.acts, named("avoid")),
    until: day(until),
    by: day(by),
    overridden: Object.fromEntries(
      overridden(guide, seen).map(({ rule, by }) => [guide.rules[rule].id, ids(guide.rules, by)]),
    ),
    next: next === null ? null : guide.facts[next].id,
    open: stand.settled ? [] : ids(guide.facts, openFacts(guide, seen, stand.deciding)),
    more: stand.settled ? ids(guide.facts, openFacts(guide, seen, stand.adding)) : [],
    ...(whole && {
      decided_by: decisive(guide, stand, seen),
      voices: voices(guide, seen),
      left: promised(guide, kept, today),
    }),
    ...(more && stand.settled && (await around(guide, seen, stand))),
    ...(plans && { plan: told(guide, follow(guide, kept, today), true) }),
  };
}

const found = [];
for (const { guide: compiled, cases, ...parts } of await json(process.stdin)) {
  const guide = readGuide(compiled);
  const results = [];
  for (const one of cases) results.push(await result(guide, parts, one));
  found.push(results);
}
console.log(JSON.stringify(found));
