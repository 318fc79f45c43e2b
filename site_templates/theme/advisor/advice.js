/** The advice: what to do and when, why, what else, what not, and what gave way. */

import { inWords } from "./dates.js";
import { h } from "./dom.js";
import { dates, unique } from "./evaluate.js";
import { say } from "./phrases.js";
import { actLink, advised, advising, filled, leaf, reason, sentence } from "./wording.js";

/** @import { Act, Rule } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */

/**
 * The advice: what it is in a sentence, and the parts of the page.
 * @param {Given} given
 * @returns {{ heading: string, parts: Child[] }}
 */
export function advice(given) {
  const { guide, stand } = given;
  const act = stand.settled ? advised(given) : null;
  const firm = stand.firm.map((i) => guide.rules[i]);
  const head = h("header", { class: "verdict" }, ...(act ? verdict(given, act) : [none(given)]));
  const [next, behind] = [h("div"), h("div")];
  // The advice stands without the rest, whose scripts are only loaded here.
  import("./more.js").then(({ more }) => more(given, head, next, behind), console.error);
  return {
    heading: act ? sentence(given) : say(guide, "no-advice"),
    parts: [
      head,
      act && h("div", { class: "text" }, filled(given, act.text)),
      act && wordsLink(given, act),
      section(
        "why",
        say(guide, "why"),
        advising(given).map((rule) => h("li", ...reason(given, rule))),
      ),
      next,
      section("also", say(guide, "also"), company(given, firm, "also")),
      section("avoid", say(guide, "avoid"), company(given, firm, "avoid")),
      behind,
    ],
  };
}

/** @param {Given} given */
const none = ({ guide }) => h("h1", { tabindex: "-1" }, say(guide, "no-advice"));

/**
 * The act and its date, with the date as a picture.
 * @param {Given} given @param {Act} act @returns {Child[]}
 */
function verdict(given, { title, kind }) {
  const { guide, view, stand } = given;
  const { locale } = guide;
  const { today } = view;
  const { until, by } = dates(guide, view, stand);
  const day = until ?? by ?? (kind === "wait" ? null : today);
  /** @type {string} */
  let when;
  if (day === null) when = "when-open";
  else if (day === until) when = "when-until";
  else when = day < today ? "when-late" : day > today ? "when-by" : "when-today";
  const days = { day: day === null ? "" : inWords(day, today, locale) };
  return [
    day !== null && leaf(Math.max(day, today), today, locale, true),
    h("h1", { tabindex: "-1" }, title, " ", h("span", { class: "when" }, say(guide, when, days))),
  ];
}

/** Where the words to use are, if an act has some. @param {Given} given @param {Act} act */
const wordsLink = ({ guide, where }, { id, words }) =>
  words &&
  h(
    "p",
    { class: "words", "data-act": id },
    h("a", { class: "button", href: where("act", id) }, say(guide, "words-to-use")),
  );

/** @param {string} name @param {string} title @param {Child[]} items */
const section = (name, title, items) =>
  items.length > 0 && h("section", { class: name }, h("h2", title), h("ul", ...items));

/**
 * What else is worth doing, or better left alone, with the reasons that do not stand above.
 * @param {Given} given @param {Rule[]} firm @param {"also" | "avoid"} key
 */
const company = (given, firm, key) =>
  unique(firm.flatMap((rule) => rule[key])).map((index) => {
    const act = given.guide.acts[index];
    return h(
      "li",
      h("p", actLink(given, act)),
      ...firm
        .filter((rule) => rule[key].includes(index) && rule.act === null)
        .flatMap((rule) => reason(given, rule)),
      key === "also" && wordsLink(given, act),
    );
  });
