/**
 * What goes with the advice: what comes next, the words to use, and why this and not something
 * else. Loaded when advice is shown for the first time.
 */

import { sift } from "./answers.js";
import { details, h, unfolding } from "./dom.js";
import {
  dates,
  decidedBy,
  nextQuestion,
  openFacts,
  overridden,
  standing,
  unique,
  view as viewOf,
} from "./evaluate.js";
import { optionsOf } from "./guide.js";
import { say, tell } from "./phrases.js";
import { follow } from "./plan.js";
import { ahead, timeline } from "./timeline.js";
import { words } from "./words.js";
import {
  actLink,
  leads,
  linked,
  ruleLinks,
  sourceLink,
  spokenDay,
  valueInWords,
} from "./wording.js";

/** @import { Answers, Fact, Guide, Value } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Standing, View } from "./evaluate.js" */
/** @import { Given } from "./wording.js" */

/** How far to look at other days. */
const FAR = 60;

/** The page gets a turn after so many milliseconds of work. */
const TURN = 8;

/**
 * Adds it to a page that shows the advice.
 * @param {Given} given @param {Element} head what the advice begins with
 * @param {Element} next where to put what comes next @param {Element} behind and what lies behind
 */
export async function more(given, head, next, behind) {
  const { guide, view, stand } = given;
  const { settled } = stand;
  const page = head.parentElement;
  if (settled) {
    const plan = follow(guide, view.answers, view.today);
    const then = ahead(given, plan);
    if (then.length) head.append(h("p", { class: "ahead" }, ...then));
    next.append(timeline(given, plan));
  }
  for (const link of page?.querySelectorAll("[data-act]") ?? []) {
    const { act } = /** @type {HTMLElement} */ (link).dataset;
    const heading = link.parentElement === page ? "h2" : "h3";
    link.replaceWith(words(given, `${act}`, heading, [...link.childNodes]));
  }
  const gone = overridden(guide, view);
  const gaveWay = gone.map(({ rule, by }) => {
    const one = { rule: ruleLinks(given, [rule]), others: ruleLinks(given, by) };
    return h("li", ...tell(guide, "gave-way-to", one));
  });
  behind.append(
    h(
      "section",
      { class: "behind" },
      h("h2", say(guide, "behind")),
      settled && unfolding(say(guide, "changes"), "", () => changes(given)),
      unfolding(say(guide, "each-source"), "", () => voices(given, gone)),
      details(say(guide, "gave-way"), ...gaveWay),
    ),
  );
  const open = settled ? await additional(given) : [];
  if (open.length)
    behind.prepend(
      h(
        "section",
        h("h2", say(guide, "more")),
        h("p", say(guide, "more-why")),
        h("ul", ...open),
      ),
    );
}

/**
 * Works through a generator without keeping the page from answering.
 * @template T @param {Generator<void, T>} steps @returns {Promise<T>}
 */
async function inTurns(steps) {
  for (let since = performance.now(); ;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < TURN) continue;
    await new Promise((next) => setTimeout(next));
    since = performance.now();
  }
}

/** The questions that are left open, and what answering them would add. @param {Given} given */
async function additional(given) {
  const { guide, view, stand, ways } = given;
  const items = [];
  for (const index of openFacts(guide, view, stand.adding)) {
    const fact = guide.facts[index];
    const found = await inTurns(additions(guide, view, fact));
    const rows = found.map(({ value, acts }) =>
      row(given, fact, [value], ...acts.map((act) => [actLink(given, guide.acts[act])])),
    );
    const question = h("a", { href: ways.ask(fact) }, fact.ask);
    items.push(h("li", question, rows.length > 0 && h("ul", ...rows)));
  }
  return items;
}

/** What would change the advice: another day, or another answer. @param {Given} given */
async function changes(given) {
  const { guide, view, ways } = given;
  const change = await inTurns(later(guide, view));
  const others = await inTurns(otherwise(guide, view));
  const items = unique(others.map(({ fact }) => fact)).map((fact) => {
    const rows = others
      .filter((one) => one.fact === fact)
      .map(({ values, then }) => row(given, fact, values, outcome(given, then)));
    return h("li", h("h3", fact.ask), h("ul", ...rows));
  });
  if (change) {
    const { day, then } = change;
    const from = say(guide, "from-day", { day: spokenDay(given, day) });
    items.unshift(h("li", h("a", { href: ways.day(day) }, from), leads(outcome(given, then))));
  }
  return [items.length ? h("ul", ...items) : say(guide, "nothing-changes")];
}

/**
 * Answers to a question, each a way to what follows from it, and that.
 * @param {Given} given @param {Fact} fact @param {Value[]} values @param {...Child[]} what
 */
const row = ({ guide, view, ways }, fact, values, ...what) =>
  h(
    "li",
    ...values.flatMap((value, i) => [
      i > 0 && ", ",
      h("a", { href: ways.answer(fact, value) }, valueInWords(guide, fact, value, view.today)),
    ]),
    ...what.map(leads),
  );

/** What is advised then, or on what it hangs. @param {Given} given @param {Outcome | null} then */
function outcome(given, then) {
  const { guide } = given;
  if (!then) return [say(guide, "outdated")];
  if (then.stand.settled) return linked({ ...given, ...then });
  const next = nextQuestion(guide, then.view, then.stand);
  return next === null
    ? [say(guide, "no-advice")]
    : tell(guide, "hangs-on", { question: guide.facts[next].ask });
}

/**
 * What each source alone would advise now, why the guide does not, and how many agree.
 * @param {Given} given @param {ReturnType<typeof overridden>} gone @returns {Child[]}
 */
function voices(given, gone) {
  const { guide, view, stand } = given;
  /** @param {typeof stand} one */
  const days = (one) => JSON.stringify(dates(guide, view, one));
  const [ours] = stand.acts;
  let count = 0;
  const sources = Object.keys(guide.sources).map((source) => {
    const alone = standing(guide, view, source);
    const rules = alone.firm.map((i) => guide.rules[i]).filter(({ act }) => act !== null);
    const acts = /** @type {number[]} */ (unique(rules.map(({ act }) => act)));
    const same = stand.settled && acts.includes(ours);
    const agrees = same && acts.length === 1 && days(alone) === days(stand);
    count += +same;
    return h(
      "li",
      { class: same ? "agrees" : acts.length ? "differs" : "" },
      h("p", sourceLink(given, source)),
      h("p", say(guide, agrees ? "says-the-same" : acts.length ? "says" : "silent")),
      ...(agrees ? [] : acts).map((act) => {
        const its = acts.length > 1 ? { ...alone, firm: [] } : alone;
        return h("p", leads(linked({ ...given, stand: { ...its, acts: [act] } })));
      }),
      ...(same ? [] : rules).map((rule) => {
        if (rule.aside) return h("p", say(guide, "not-followed", { why: rule.aside }));
        const by = gone.find((one) => guide.rules[one.rule] === rule)?.by ?? [];
        return h("p", ...tell(guide, "gave-way-here", { others: ruleLinks(given, by) }));
      }),
    );
  });
  return [
    stand.settled && h("p", say(guide, "voices-agree", { count, all: sources.length })),
    h("ul", { class: "voices" }, ...sources),
  ];
}

// What other answers and other days would lead to. As that means to ask the evaluator again and
// again, it comes in generators that stop each time, so that the page can have a turn.

/**
 * What some answers lead to: `act` tells acts apart, `whole` their dates too.
 * @typedef {{ view: View, stand: Standing, act: string, whole: string }} Outcome
 */

/**
 * What answers lead to on a day, or null where some of them cannot be.
 * @param {Guide} guide @param {Answers} answers @param {number} today @returns {Outcome | null}
 */
function tried(guide, answers, today) {
  if (sift(guide, answers, today).refused.size) return null;
  const seen = viewOf(guide, answers, today);
  const stand = standing(guide, seen);
  const act = JSON.stringify([stand.settled, stand.acts]);
  const days = stand.settled && dates(guide, seen, stand);
  return { view: seen, stand, act, whole: act + JSON.stringify(days) };
}

/**
 * The first day to come on which the answers lead to another act, and what to: null where some
 * cannot be any more.
 * @param {Guide} guide @param {View} seen
 * @returns {Generator<void, { day: number, then: Outcome | null } | null>}
 */
export function* later(guide, { answers, today }) {
  const now = tried(guide, answers, today);
  for (let day = today; now && day < Math.min(today + FAR, guide.calendar.last);) {
    yield;
    const then = tried(guide, answers, ++day);
    if (then?.act !== now.act) return { day, then };
  }
  return null;
}

/**
 * What the answers that decided might have been instead, each with what that leads to. Of dates, the
 * nearest earlier and later one that leads to another act.
 * @param {Guide} guide @param {View} seen
 * @returns {Generator<void, { fact: Fact, values: Value[], then: Outcome }[]>}
 */
export function* otherwise(guide, seen) {
  const { answers, today } = seen;
  const now = tried(guide, answers, today);
  const decisive = decidedBy(guide, seen);
  /** @type {{ fact: Fact, values: Value[], then: Outcome }[]} */
  const found = [];
  for (const fact of guide.facts.filter(({ id }) => decisive.has(id))) {
    const value = answers.get(fact.id);
    /** @param {Value} other */
    const instead = (other) => tried(guide, new Map(answers).set(fact.id, other), today);
    for (const other of alternatives(guide, fact, value)) {
      yield;
      const then = instead(other);
      if (!then || then.whole === now?.whole) continue;
      const alike = found.find((one) => one.fact === fact && one.then.whole === then.whole);
      if (alike) alike.values.push(other);
      else found.push({ fact, values: [other], then });
    }
    if (fact.type !== "date" || typeof value !== "number") continue;
    for (const step of [-1, 1])
      for (let day = value; Math.abs(day - value) < FAR;) {
        yield;
        const then = instead((day += step));
        if (then?.act === now?.act) continue;
        if (then) found.push({ fact, values: [day], then });
        break;
      }
  }
  return found;
}

/**
 * What answers to an open question add to what is worth doing besides; ticking some options, to what
 * ticking none does.
 * @param {Guide} guide @param {View} seen @param {Fact} fact
 * @returns {Generator<void, { value: Value, acts: number[] }[]>}
 */
export function* additions(guide, { answers, today }, fact) {
  /** @param {Value} [value] */
  const also = (value) => {
    const given = value === undefined ? answers : new Map(answers).set(fact.id, value);
    return tried(guide, given, today)?.stand.firm.flatMap((i) => guide.rules[i].also) ?? [];
  };
  const none = fact.type === "several" ? [] : undefined;
  const before = also(none);
  const found = [];
  for (const value of alternatives(guide, fact, none)) {
    yield;
    const acts = unique(also(value)).filter((act) => !before.includes(act));
    if (acts.length) found.push({ value, acts });
  }
  return found;
}

/**
 * What else could be answered: of lists those that differ in one option, of numbers the first ones
 * from which on rules differ, of dates none but "not known".
 * @param {Guide} guide @param {Fact} fact @param {Value | undefined} value @returns {Value[]}
 */
function alternatives(guide, fact, value) {
  const { type, low = 0, high = 0, unknown } = fact;
  const options = optionsOf(guide, fact).map(([id]) => id);
  /** @type {Value[]} */
  let all = options;
  if (type === "date") all = [];
  if (type === "several") {
    const chosen = Array.isArray(value) ? value : [];
    all = options.map((id) => options.filter((one) => chosen.includes(one) !== (one === id)));
  }
  if (type === "number") {
    const cuts = guide.columns.flatMap((one) =>
      one.kind === "number" && guide.facts[one.fact] === fact ? one.cuts : [],
    );
    all = unique([low, ...cuts]).filter((number) => number <= high);
  }
  return [...all, ...(unknown === undefined ? [] : [null])].filter((one) => one !== value);
}
