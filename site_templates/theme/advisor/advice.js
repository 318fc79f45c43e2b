/** The advice: what to do and when, why, what else, what not, and what gave way. */

import { h } from "./dom.js";
import { dates, unique } from "./evaluate.js";
import { more } from "./more.js";
import { say } from "./phrases.js";
import { actLink, advised, advising, filled, leaf, reason, spokenDay } from "./wording.js";

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
  const title = act?.title ?? say(guide, "no-advice");
  const [day, when] = act ? time(given, act) : [];
  const head = h(
    "header",
    { class: "verdict" },
    day != null && leaf(given, Math.max(day, given.view.today), true),
    h("h1", { tabindex: "-1" }, title, " ", when && h("span", { class: "when" }, when)),
  );
  const [next, behind] = [h("div"), h("div")];
  more(given, head, next, behind).catch(console.error);
  return {
    heading: when ? `${title} – ${when}` : title,
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

/**
 * The day that an act is about, and in words when to do it.
 * @param {Given} given @param {Act} act @returns {[day: number | null, words: string]}
 */
export function time(given, { kind }) {
  const { guide, view, stand } = given;
  const { until, by } = dates(guide, view, stand);
  const day = until ?? by ?? (kind === "wait" ? null : view.today);
  if (day === null) return [day, say(guide, "when-open")];
  const due = day < view.today ? "when-late" : day > view.today ? "when-by" : "when-today";
  return [day, say(guide, day === until ? "when-until" : due, { day: spokenDay(given, day) })];
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
