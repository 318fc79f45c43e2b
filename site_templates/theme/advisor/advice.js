/** The advice as a page: the act and its date, why, what else, what not, and who says otherwise. */

import { writeNumber } from "./answers.js";
import { inWords } from "./dates.js";
import { details, h, safe } from "./dom.js";
import { dates, dayOfTerm, overridden, standing } from "./evaluate.js";
import { optionsOf } from "./guide.js";

/** @import { Fact, Guide, Rule, Text, Value } from "./types.js" */
/** @import { Standing, View } from "./evaluate.js" */
/** @import { Child } from "./dom.js" */

/**
 * The address of the page of a rule, an act or a source, or of a point on it.
 * @typedef {(kind: "rule" | "act" | "source", id: string, point?: string) => string} Where
 */

/** @typedef {{ guide: Guide, view: View, stand: Standing, where: Where }} Given */

/** @template T @param {T[]} items @returns {T[]} */
const unique = (items) => [...new Set(items)];

/** An id as words. @param {string} id */
const spoken = (id) => (id[0].toUpperCase() + id.slice(1)).replace(/[-_]/g, " ");

/**
 * A value in words.
 * @param {Guide} guide @param {Fact} fact @param {Value | undefined} value @param {number} today
 * @returns {string}
 */
export function valueInWords(guide, fact, value, today) {
  if (value === null || value === undefined) return fact.unknown ?? "not known";
  if (typeof value === "number")
    return fact.type === "date"
      ? inWords(value, today, guide.language)
      : `${writeNumber(value, fact.decimals)} ${fact.unit ?? ""}`.trim();
  const labels = optionsOf(fact).filter(([id]) => [value].flat().includes(id));
  return labels.map(([, label]) => label).join(", ") || "None of these";
}

/** A text with the reader's values in it. @param {Given} given @param {Text} text */
function filled({ guide, view: { values, today } }, text) {
  if (typeof text === "string") return safe(text);
  return safe(
    text.html,
    text.values.map((value) => {
      const term = "term" in value ? value.term : value;
      const day = "term" in value && dayOfTerm(guide, term, values, today);
      if (typeof day === "number") return inWords(day, today, guide.language);
      return "fact" in term
        ? valueInWords(guide, guide.facts[term.fact], values[term.fact], today)
        : "";
    }),
  );
}

/** The heading: the act and its dates. @param {Given} given */
function sentence({ guide, view, stand }) {
  const { title } = guide.acts[stand.acts[0]];
  const { until, by } = dates(guide, view, stand);
  /** @param {number} day */
  const words = (day) => inWords(day, view.today, guide.language);
  return [
    title,
    until !== null && `${title === "Wait" ? "" : "– "}until ${words(until)}`,
    by !== null && `– by ${words(by)}`,
  ]
    .filter((part) => part)
    .join(" ");
}

/** @param {string} name @param {string} title @param {Child[]} items */
const section = (name, title, items) =>
  items.length > 0 && h("section", { class: name }, h("h2", title), h("ul", ...items));

/** @param {Given} given @param {Rule} rule */
const ruleLink = ({ where }, { id }) => h("a", { href: where("rule", id) }, spoken(id));

/** @param {Given} given @param {string} source @param {string} [point] */
function sourceLink({ guide, where }, source, point) {
  const { title, by } = guide.sources[source];
  return h("a", { href: where("source", source, point) }, by ? `${title}, ${by}` : title);
}

/** How many sources a rule has, or which. @param {Given} given @param {Rule} rule */
function origin({ guide }, { points }) {
  const [source, ...others] = unique(points.map((point) => guide.points[point].source));
  if (others.length) return `From ${others.length + 1} sources`;
  return source ? `From “${guide.sources[source].title}”` : "The guide’s own view";
}

/** Why a rule says so and on what it rests. @param {Given} given @param {Rule} rule @returns {Child[]} */
const reason = (given, rule) => [
  filled(given, rule.because),
  details(
    origin(given, rule),
    ...rule.points.map((point) => {
      const { source, says } = given.guide.points[point];
      return h("li", `${says} (`, sourceLink(given, source, point), ")");
    }),
    rule.editorial && h("li", rule.editorial),
    h("li", "The rule: ", ruleLink(given, rule)),
  ),
];

/**
 * What else is worth doing, or better left alone, with the reasons that do not stand above.
 * @param {Given} given @param {Rule[]} firm @param {"also" | "avoid"} key
 */
const company = (given, firm, key) =>
  unique(firm.flatMap((rule) => rule[key])).map((index) => {
    const { id, title } = given.guide.acts[index];
    return h(
      "li",
      h("p", h("a", { class: "act", href: given.where("act", id) }, title)),
      ...firm
        .filter((rule) => rule[key].includes(index) && rule.act === null)
        .flatMap((rule) => reason(given, rule)),
    );
  });

/** What each source alone would advise, and why the guide does not follow it. @param {Given} given */
const voices = (given) =>
  Object.keys(given.guide.sources).map((source) => {
    const { rules, acts } = given.guide;
    const said = standing(given.guide, given.view, source).firm.map((i) => rules[i]);
    const advised = unique(said.flatMap(({ act }) => (act === null ? [] : [acts[act].title])));
    return h(
      "li",
      sourceLink(given, source),
      `: ${advised.join("; ") || "silent"}`,
      ...said.map(({ aside }) => aside && h("p", `Not followed here: ${aside}`)),
    );
  });

/**
 * The advice: its heading, and what stands below it.
 * @param {Given} given
 * @returns {{ heading: string, parts: Child[] }}
 */
export function advice(given) {
  const { guide, view, stand, where } = given;
  const act = stand.settled ? guide.acts[stand.acts[0]] : null;
  const firm = stand.firm.map((i) => guide.rules[i]);
  const advising = firm.filter((rule) => rule.act !== null);
  // Where several rules that may apply come to the same, none of them is certain.
  const why = advising.length ? advising : stand.live.map((i) => guide.rules[i]);
  return {
    heading: act ? sentence(given) : "This guide has no advice for this situation",
    parts: [
      act && h("div", { class: "text" }, filled(given, act.text)),
      act?.words && h("p", h("a", { class: "button", href: where("act", act.id) }, "Words to use")),
      section(
        "why",
        "Why",
        why.map((rule) => h("li", ...reason(given, rule))),
      ),
      section("also", "Also worth doing", company(given, firm, "also")),
      section("avoid", "Better not", company(given, firm, "avoid")),
      details(
        "Rules that gave way",
        ...overridden(guide, view).map(({ rule, by }) =>
          h(
            "li",
            ruleLink(given, guide.rules[rule]),
            " gave way to ",
            ...by.flatMap((i, n) => [n > 0 && ", ", ruleLink(given, guide.rules[i])]),
          ),
        ),
      ),
      details("What each source would say", ...voices(given)),
    ],
  };
}
