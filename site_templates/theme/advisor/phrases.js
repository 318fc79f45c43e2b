/** The texts of the interface, in the guide's language. */

import { formatOf } from "./dates.js";

/** @import { Guide } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** @typedef {Pick<Guide, "phrases" | "locale">} Spoken a guide, as far as it is spoken */

/**
 * The phrase of this id as pieces, each `{name}` replaced by that value. Of plural forms, the value
 * `count` decides.
 * @param {Spoken} guide @param {string} id @param {Record<string, any>} [values] numbers in texts alone
 * @returns {Child[]}
 */
export function tell({ phrases, locale }, id, values = {}) {
  /** @type {any} */
  let phrase = phrases[id];
  if (phrase.other)
    phrase = phrase[formatOf(Intl.PluralRules, locale).select(values.count)] ?? phrase.other;
  return phrase.split(/\{([^{}]+)\}/).flatMap((/** @type {string} */ part, /** @type {number} */ i) => (i % 2 ? values[part] : part));
}

/**
 * The same as a text.
 * @param {Spoken} guide @param {string} id @param {Record<string, string | number>} [values]
 */
export const say = (guide, id, values) => tell(guide, id, values).join("");

/**
 * Pieces, each put behind those before it: "a, b, c".
 * @param {Spoken} guide @param {Child[]} items
 */
export const inTurn = (guide, [first, ...others]) =>
  others.reduce((items, next) => tell(guide, "in-turn", { items, next }), [first]);
