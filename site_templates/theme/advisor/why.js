/** Why a question is asked: where its answers lead. */

import { formatOf } from "./dates.js";
import { h } from "./dom.js";
import { nextQuestion, standing, unique, view } from "./evaluate.js";
import { say } from "./phrases.js";
import { choices } from "./question.js";
import { leads } from "./wording.js";

/** @import { Fact, Guide, Row } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Standing, View } from "./evaluate.js" */

/** More acts than these are told by the question that decides among them, or by their number. */
const FEW = 3;

/**
 * Why a question is asked that is still open: where each answer leads, if there are some to choose
 * from that lead elsewhere, and otherwise what hangs on it.
 * @param {Guide} guide @param {View} seen @param {Standing} stand @param {Fact} fact
 * @returns {Child[]}
 */
export function why(guide, seen, stand, fact) {
  /** @type {Map<string, string[]>} */
  const ways = new Map();
  for (const [value, label] of choices(guide, fact) ?? []) {
    const then = view(guide, new Map(seen.answers).set(fact.id, value), seen.today);
    const way = mayFollow(guide, then, standing(guide, then));
    ways.set(way, [...(ways.get(way) ?? []), label]);
  }
  if (ways.size < 2) return [h("p", sentence(guide, seen, stand, guide.facts.indexOf(fact)))];
  const rows = [...ways].map(([way, labels]) => h("li", oneOf(guide, labels), leads([way])));
  return [h("p", say(guide, "answers-lead")), h("ul", ...rows)];
}

/** @param {Guide} guide @param {string[]} names @param {string[]} others */
const oneOf = (guide, names, ...others) =>
  formatOf(Intl.ListFormat, guide.locale, { type: "disjunction" }).format([
    ...names.map((name) => say(guide, "answer", { answer: name })),
    ...others,
  ]);

/** @param {Guide} guide @param {number[]} acts */
const titles = (guide, acts) => acts.map((act) => guide.acts[act].title);

/**
 * What may follow from some answers.
 * @param {Guide} guide @param {View} seen @param {Standing} stand
 */
function mayFollow(guide, seen, stand) {
  const next = nextQuestion(guide, seen, stand);
  return stand.acts.length > FEW && next !== null
    ? say(guide, "hangs-on", { question: guide.facts[next].ask })
    : oneOf(guide, titles(guide, stand.acts)) || say(guide, "no-advice");
}

/**
 * What hangs on a fact: first the acts whose own rules ask for it.
 * @param {Guide} guide @param {View} seen @param {Standing} stand @param {number} fact
 */
function sentence(guide, { masks }, { acts, deciding }, fact) {
  const all = titles(guide, acts);
  if (all.length === 1) return say(guide, "asked-for-details", { act: oneOf(guide, all) });
  /** @param {Row[]} rows */
  const asks = (rows) =>
    rows.flat().some(([i, mask]) => guide.columns[i].facts.includes(fact) && masks[i] & ~mask);
  const rules = deciding.map((i) => guide.rules[i]);
  const asking = acts.filter((act) => rules.some((rule) => rule.act === act && asks(rule.rows)));
  const first = unique([...asking, ...acts]);
  const count = acts.length - FEW;
  const rest = count > 0 ? [say(guide, "other-acts", { count })] : [];
  const some = titles(guide, first.slice(0, FEW));
  return say(guide, "asked-because", { acts: oneOf(guide, some, ...rest) });
}
