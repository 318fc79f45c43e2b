/** Values, dates, texts and links of a guide in words, for all parts of the page alike. */

import { writeNumber } from "./answers.js";
import { inWords } from "./dates.js";
import { h, safe } from "./dom.js";
import { dates, dayOfTerm } from "./evaluate.js";
import { optionsOf } from "./guide.js";
import { say } from "./phrases.js";

/** @import { Act, Fact, Guide, Rule, Text, Value } from "./types.js" */
/** @import { Standing, View } from "./evaluate.js" */

/**
 * The address of the page of a rule, an act or a source, or of a point on it.
 * @typedef {(kind: "rule" | "act" | "source", id: string, point?: string) => string} Where
 */

/**
 * What is told: a guide, what some answers leave open in it, and what follows.
 * @typedef {{ guide: Guide, view: View, stand: Standing, where: Where }} Given
 */

/** An id as words. @param {string} id */
const spoken = (id) => (id[0].toUpperCase() + id.slice(1)).replace(/[-_]/g, " ");

/**
 * A value in words.
 * @param {Guide} guide @param {Fact} fact @param {Value | undefined} value @param {number} today
 * @returns {string}
 */
export function valueInWords(guide, fact, value, today) {
  if (value === null || value === undefined) return fact.unknown ?? say(guide, "not-known");
  if (typeof value === "number")
    return fact.type === "date"
      ? inWords(value, today, guide.locale)
      : `${writeNumber(value, fact.decimals)} ${fact.unit ?? ""}`.trim();
  const labels = optionsOf(guide, fact).filter(([id]) => [value].flat().includes(id));
  return labels.map(([, label]) => label).join(", ") || say(guide, "none-of-these");
}

/** A text with the reader's values in it. @param {Given} given @param {Text} text */
export function filled({ guide, view: { values, today } }, text) {
  if (typeof text === "string") return safe(text);
  return safe(
    text.html,
    text.values.map((value) => {
      const term = "term" in value ? value.term : value;
      const day = "term" in value && dayOfTerm(guide, term, values, today);
      if (typeof day === "number") return inWords(day, today, guide.locale);
      return "fact" in term
        ? valueInWords(guide, guide.facts[term.fact], values[term.fact], today)
        : "";
    }),
  );
}

/** The act that is advised. @param {Given} given @returns {Act} */
export const advised = ({ guide, stand }) => guide.acts[stand.acts[0]];

/**
 * The phrase that puts an act and its dates into one sentence, and the dates in words.
 * @param {Given} given @returns {[id: string | null, days: Record<string, string>]}
 */
export function sentenceParts({ guide, view, stand }) {
  const { until, by } = dates(guide, view, stand);
  const [wait, due] = [until, by].map((day) =>
    day === null ? "" : inWords(day, view.today, guide.locale),
  );
  if (wait && due) return ["until-and-by", { until: wait, by: due }];
  return [wait ? "until" : due ? "by" : null, { day: wait || due }];
}

/** The act and its dates in one sentence. @param {Given} given */
export function sentence(given) {
  const { title } = advised(given);
  const [id, days] = sentenceParts(given);
  return id === null ? title : say(given.guide, id, { act: title, ...days });
}

/** @param {Given} given @param {Act} act */
export const actLink = ({ where }, { id, title }) =>
  h("a", { class: "act", href: where("act", id) }, title);

/** @param {Given} given @param {Rule} rule */
export const ruleLink = ({ where }, { id }) => h("a", { href: where("rule", id) }, spoken(id));

/** @param {Given} given @param {string} source @param {string} [point] */
export function sourceLink({ guide, where }, source, point) {
  const { title, by } = guide.sources[source];
  const name = by ? say(guide, "source-by", { title, by }) : title;
  return h("a", { href: where("source", source, point) }, name);
}

/**
 * The rules that say so: those that certainly do. Where several that may apply come to the same,
 * none of them need be certain.
 * @param {Given} given
 */
export function advising({ guide, stand: { firm, live } }) {
  const [certain, likely] = [firm, live].map((rules) =>
    rules.map((i) => guide.rules[i]).filter((rule) => rule.act !== null),
  );
  return certain.length ? certain : likely;
}
