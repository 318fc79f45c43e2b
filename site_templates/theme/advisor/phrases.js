/** The texts of the interface, in the guide's language. */

import { formatOf } from "./dates.js";

/** @import { Guide } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** @typedef {Pick<Guide, "phrases" | "locale">} Spoken a guide, as far as it is spoken */

/**
 * The phrase of this id as pieces, each `{name}` replaced by that value. Of plural forms, the value
 * `count` decides.
 * @param {Spoken} guide @param {string} id @param {Record<string, Child | number>} [values]
 * @returns {Child[]}
 */
export function tell({ phrases, locale }, id, values = {}) {
  let phrase = phrases[id];
  if (typeof phrase === "object")
    phrase = phrase[formatOf(Intl.PluralRules, locale).select(Number(values.count))] ?? phrase.other;
  return phrase.split(/\{([^{}]+)\}/).map((part, i) => {
    const value = i % 2 ? values[part] : part;
    return typeof value === "number" ? String(value) : value;
  });
}

/**
 * The same as a text.
 * @param {Spoken} guide @param {string} id @param {Record<string, string | number>} [values]
 */
export const say = (guide, id, values) => tell(guide, id, values).join("");

/**
 * Pieces one after the other: "a, b, c".
 * @param {Spoken} guide @param {Child[]} items @returns {Child[]}
 */
export const inTurn = (guide, items) =>
  items.flatMap((one, i) => (i ? [say(guide, "between"), one] : [one]));
