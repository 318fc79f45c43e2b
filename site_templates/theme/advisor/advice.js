/** The advice: what to do and when. */

import { h } from "./dom.js";
import { dates } from "./evaluate.js";
import { say } from "./phrases.js";
import { advised, filled, leaf, spokenDay } from "./wording.js";

/** @import { Act } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */

/**
 * The advice: what it is in a sentence, and the parts of the page that begin it.
 * @param {Given} given
 * @returns {{ heading: string, parts: Child[] }}
 */
export function advice(given) {
  const { guide, stand } = given;
  const act = stand.settled ? advised(given) : null;
  const title = act?.title ?? say(guide, "no-advice");
  const [day, when] = act ? time(given, act) : [];
  const head = h(
    "header",
    { class: "verdict" },
    day != null && leaf(given, Math.max(day, given.view.today), true),
    h("h1", { tabindex: "-1" }, title, " ", when && h("span", { class: "when" }, when)),
  );
  return {
    heading: when ? say(guide, "act-when", { act: title, when }) : title,
    parts: [
      head,
      act && h("div", { class: "text" }, filled(given, act.text)),
      act && wordsLink(given, act),
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
export const wordsLink = ({ guide, where }, { id, words }) =>
  words &&
  h(
    "p",
    { class: "words", "data-act": id },
    h("a", { class: "button", href: where("act", id) }, say(guide, "words-to-use")),
  );
