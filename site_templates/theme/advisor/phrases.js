/** The texts of the interface, in the guide's language. */

import { formatOf } from "./dates.js";

/** @import { Guide } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** @typedef {Pick<Guide, "phrases" | "locale">} Spoken a guide, as far as it is spoken */
/** @typedef {Child | Child[] | number} Put what is put into a phrase */

/**
 * The phrase of this id as pieces, each `{name}` replaced by that value. Of plural forms, the value
 * `count` decides.
 * @param {Spoken} guide @param {string} id @param {Record<string, Put>} [values]
 * @returns {Child[]}
 */
export function tell({ phrases, locale }, id, values = {}) {
  let phrase = phrases[id];
  if (typeof phrase === "object")
    phrase = phrase[formatOf(Intl.PluralRules, locale).select(Number(values.count))] ?? phrase.other;
  return phrase.split(/\{([^{}]+)\}/).flatMap((part, i) => {
    const value = i % 2 ? values[part] : part;
    return typeof value === "number" ? `${value}` : value;
  });
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
