/**
 * What to do now and, if nothing is heard, what next and on which day, until an end: the same as
 * generator/mannerly/plan works out, on the compiled guide.
 */

import { misfit } from "./answers.js";
import { contradictions, dates, dayOfTerm, nextQuestion, standing, view } from "./evaluate.js";

/** @import { Act, Answers, Change, Guide, Reply } from "./types.js" */
/** @import { Standing, View } from "./evaluate.js" */

/**
 * An act that is advised on a day, with its dates, and what it follows from.
 * @typedef {object} Step
 * @property {Act} act
 * @property {View} view
 * @property {Standing} stand
 * @property {number | null} until
 * @property {number | null} by
 */

/**
 * Why a plan goes no further. `end`: its last act is one. `waits`: until something happens.
 * `open`: what follows hangs on what the last act brings. `asks`: on the answer to a question.
 * `answer-anew`: some answers no longer hold. `stuck`: the same is advised without end.
 * @typedef {"end" | "waits" | "open" | "asks" | "answer-anew" | "stuck"} Stop
 */

/**
 * What to do in turn, why it goes no further, on which day, and which question is then the next.
 * @typedef {{ steps: Step[], stops: Stop, day: number, asks: number | null }} Plan
 */

/**
 * The answers once changes are made, all of them worked out from before; of two that change one
 * fact, the later counts. A number that has no value is not added to, and a date that hangs on one
 * without a value is to ask.
 * @param {Guide} guide @param {View} before @param {Change[]} changes
 */
function changed(guide, { answers, values, today }, changes) {
  const after = new Map(answers);
  for (const [index, to] of changes) {
    const { id, low = 0, high = 0 } = guide.facts[index];
    if (to === undefined) {
      after.delete(id);
    } else if (to === null || typeof to !== "object" || Array.isArray(to)) {
      after.set(id, to);
    } else if ("add" in to) {
      const number = values[index];
      if (typeof number === "number") after.set(id, Math.min(high, Math.max(low, number + to.add)));
    } else {
      const day = dayOfTerm(guide, to, values, today);
      if (typeof day === "number") after.set(id, day);
      else after.delete(id);
    }
  }
  return after;
}

/**
 * What some answers leave open, those about what does not exist left out; null where they cannot
 * be on that day.
 * @param {Guide} guide @param {Answers} answers @param {number} today
 */
function look(guide, answers, today) {
  const { first, last } = guide.calendar;
  if (today < first || today > last) return null;
  const seen = view(guide, answers, today);
  const kept = new Map(answers);
  guide.facts.forEach(({ id }, i) => seen.exists[i] === false && kept.delete(id));
  const fits = guide.facts.every((fact, i) => {
    const value = kept.get(fact.id);
    if (value === null) return fact.unknown !== undefined || !seen.exists[i];
    return value === undefined || !misfit(guide, fact, value, today);
  });
  return fits && !contradictions(guide, seen).length ? { ...seen, answers: kept } : null;
}

/**
 * The plan from a day on.
 * @param {Guide} guide @param {Answers} answers @param {number} today @returns {Plan}
 */
export function follow(guide, answers, today) {
  /** @type {Step[]} */
  const steps = [];
  /** What was advised that day. @type {Set<Act>} */
  let told = new Set();
  /** @param {Stop} stops @param {number | null} [asks] */
  const stop = (stops, asks = null) => ({ steps, stops, day: today, asks });
  for (;;) {
    const seen = look(guide, answers, today);
    if (!seen) return stop("answer-anew");
    const stand = standing(guide, seen);
    if (!stand.settled) return stop("asks", nextQuestion(guide, seen, stand));
    const act = guide.acts[stand.acts[0]];
    if (told.has(act)) return stop("stuck");
    told.add(act);
    const { until, by } = dates(guide, seen, stand);
    steps.push({ act, view: seen, stand, until, by });
    answers = seen.answers;
    if (act.kind === "end") return stop("end");
    if (act.kind === "wait") {
      if (until === null) return stop("waits");
      if (until <= today) return stop("stuck");
      today = until;
      told = new Set();
    } else {
      if (!act.changes) return stop("open");
      answers = changed(guide, seen, act.changes);
    }
  }
}

/**
 * The plan from the day of a step on, should the act bring a reply.
 * @param {Guide} guide @param {Step} step @param {Reply} reply
 */
export const branch = (guide, { act, view }, reply) =>
  follow(guide, changed(guide, view, [...(act.changes ?? []), ...reply.changes]), view.today);
