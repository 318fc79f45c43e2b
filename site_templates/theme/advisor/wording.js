/** Values, dates, texts and links of a guide in words, for all parts of the page alike. */

import { writeNumber } from "./answers.js";
import { inPieces, inWords, iso } from "./dates.js";
import { details, h, safe } from "./dom.js";
import { dates, dayOfTerm, unique } from "./evaluate.js";
import { optionsOf } from "./guide.js";
import { inTurn, say, tell } from "./phrases.js";

/** @import { Act, Fact, Guide, Rule, Text, Value } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Standing, View } from "./evaluate.js" */

/**
 * The address of the page of a rule, an act or a source, or of a point on it.
 * @typedef {(kind: "rule" | "act" | "source", id: string, point?: string) => string} Where
 */

/**
 * Fragments that lead on: to a question, to what follows from another answer, or from another day.
 * @typedef {object} Ways
 * @property {(fact: Fact) => string} ask
 * @property {(fact: Fact, value: Value) => string} answer
 * @property {(day: number) => string} day
 */

/**
 * What is told: a guide, what some answers leave open in it, what follows, and where links lead.
 * @typedef {{ guide: Guide, view: View, stand: Standing, where: Where, ways: Ways }} Given
 */

/**
 * A value in words.
 * @param {Guide} guide @param {Fact} fact @param {Value | undefined} value @param {number} today
 * @returns {string}
 */
export function valueInWords(guide, fact, value, today) {
  if (value === null || value === undefined) return fact.unknown ?? say(guide, "not-known");
  if (typeof value === "number") {
    if (fact.type === "date") return inWords(value, today, guide.locale);
    const number = writeNumber(guide, fact, value);
    return fact.unit ? say(guide, "number-of-unit", { number, unit: fact.unit }) : number;
  }
  const labels = optionsOf(guide, fact).filter(([id]) => [value].flat().includes(id));
  const chosen = labels.map(([, label]) => label);
  return inTurn(guide, chosen).join("") || say(guide, "none-of-these");
}

/**
 * A text with the reader's values in it; `field` gives what stands for one that the reader fills in.
 * @param {Given} given @param {Text} text @param {(name: string) => Node | string} [field]
 */
export function filled({ guide, view: { values, today } }, text, field = (name) => name) {
  if (typeof text === "string") return safe(text);
  return safe(
    text.html,
    text.values.map((value) => {
      if ("field" in value) return field(value.field);
      const term = "term" in value ? value.term : value;
      const day = "term" in value && dayOfTerm(guide, term, values, today);
      if (typeof day === "number") return inWords(day, today, guide.locale);
      return "fact" in term
        ? valueInWords(guide, guide.facts[term.fact], values[term.fact], today)
        : "";
    }),
  );
}

/** A text as plain text: blocks apart, lists with dashes. @param {ParentNode} text */
export const plain = (text) =>
  [...text.children]
    .map((block) =>
      /^[OU]L$/.test(block.tagName)
        ? [...block.children].map((item) => `- ${flat(item)}`).join("\n")
        : flat(block),
    )
    .join("\n\n");

/** @param {Node} block */
const flat = (block) => (block.textContent ?? "").replace(/\s+/g, " ").trim();

/** A day in words. @param {Given} given @param {number} day */
export const spokenDay = ({ guide, view }, day) => inWords(day, view.today, guide.locale);

/**
 * A day in words like a leaf of a calendar, hidden where it only repeats what stands beside it.
 * @param {Given} given @param {number} day @param {boolean} [hidden]
 */
export const leaf = ({ guide, view }, day, hidden) =>
  h(
    "time",
    { class: "leaf", datetime: iso(day), "aria-hidden": hidden && "true" },
    ...inPieces(day, view.today, guide.locale).map(({ type, value }) => h("span", { class: `in-${type}` }, value)),
  );

/** The act that is advised. @param {Given} given @returns {Act} */
export const advised = ({ guide, stand }) => guide.acts[stand.acts[0]];

/** @param {Given} given @param {Act} act */
export const actLink = ({ where }, { id, title }) =>
  h("a", { class: "act", href: where("act", id) }, title);

/** The act as a link, and its dates. @param {Given} given @returns {Child[]} */
export function linked(given) {
  const { guide, view, stand } = given;
  const act = actLink(given, advised(given));
  const { until, by } = dates(guide, view, stand);
  const [wait, due] = [until, by].map((day) => (day === null ? "" : spokenDay(given, day)));
  if (wait && due) return tell(guide, "until-and-by", { act, until: wait, by: due });
  if (wait || due) return tell(guide, wait ? "until" : "by", { act, day: wait || due });
  return [act];
}

/** What follows from something. @param {Child[]} what */
export const leads = (what) => h("span", { class: "then" }, ...what);

/** @param {Given} given @param {Rule} rule */
export const ruleLink = ({ where }, { id, title }) => h("a", { href: where("rule", id) }, title);

/** Several of them. @param {Given} given @param {number[]} rules */
export const ruleLinks = (given, rules) =>
  h("span", ...inTurn(given.guide, rules.map((i) => ruleLink(given, given.guide.rules[i]))));

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

/** How many sources a rule has, or which. @param {Given} given @param {Rule} rule */
function origin({ guide }, { points }) {
  const [source, ...others] = unique(points.map((point) => guide.points[point].source));
  if (others.length) return say(guide, "from-sources", { count: others.length + 1 });
  return source
    ? say(guide, "from-source", { source: guide.sources[source].title })
    : say(guide, "own-view");
}

/**
 * Why a rule says so and on what it rests.
 * @param {Given} given @param {Rule} rule @returns {Child[]}
 */
export const reason = (given, rule) => [
  filled(given, rule.because),
  details(
    origin(given, rule),
    ...rule.points.map((point) => {
      const { source, says } = given.guide.points[point];
      return h(
        "li",
        ...tell(given.guide, "point", { says, source: sourceLink(given, source, point) }),
      );
    }),
    rule.editorial && h("li", rule.editorial),
    h("li", ...tell(given.guide, "the-rule", { rule: ruleLink(given, rule) })),
  ),
];
