/**
 * What other answers and other days would lead to. As that means to ask the evaluator again and
 * again, it comes in generators that stop each time: whoever runs one can give the page a turn.
 */

import { sift } from "./answers.js";
import { dates, decidedBy, standing, unique } from "./evaluate.js";
import { optionsOf } from "./guide.js";

/** @import { Answers, Fact, Guide, Value } from "./types.js" */
/** @import { Standing, View } from "./evaluate.js" */

/**
 * What some answers lead to: `act` tells acts apart, `whole` their dates too.
 * @typedef {{ view: View, stand: Standing, act: string, whole: string }} Outcome
 */

/** How far to look, in days. */
const HORIZON = 60;

/**
 * What answers lead to on a day, or null where some of them cannot be.
 * @param {Guide} guide @param {Answers} answers @param {number} today @returns {Outcome | null}
 */
function leadsTo(guide, answers, today) {
  const { seen, refused } = sift(guide, answers, today);
  if (refused.size) return null;
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
  const now = leadsTo(guide, answers, today);
  for (let day = today; now && day < Math.min(today + HORIZON, guide.calendar.last);) {
    yield;
    const then = leadsTo(guide, answers, ++day);
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
  const now = leadsTo(guide, answers, today);
  const decisive = decidedBy(guide, seen);
  /** @type {{ fact: Fact, values: Value[], then: Outcome }[]} */
  const found = [];
  for (const fact of guide.facts.filter(({ id }) => decisive.has(id))) {
    const value = answers.get(fact.id);
    /** @param {Value} other */
    const instead = (other) => leadsTo(guide, new Map(answers).set(fact.id, other), today);
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
      for (let day = value; Math.abs(day - value) < HORIZON;) {
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
    return leadsTo(guide, given, today)?.stand.firm.flatMap((i) => guide.rules[i].also) ?? [];
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
