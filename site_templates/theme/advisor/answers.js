/** The answers as the fragment of the page's address holds them: `#route=direct&promised=?`. */

import { formatOf, fromIso, inWords, iso } from "./dates.js";
import { contradictions, view } from "./evaluate.js";
import { optionsOf } from "./guide.js";
import { say } from "./phrases.js";

/** @import { Answers, Fact, Guide, Value } from "./types.js" */
/** @import { Spoken } from "./phrases.js" */

/**
 * What the address says: the answers, the day if it is not the real one, the id of the question that
 * the reader went back to, for which version of the guide it was written, if it says so, and the id
 * of the application that is open, if it is one that is kept.
 * @typedef {object} State
 * @property {Answers} answers
 * @property {number | null} day
 * @property {string | null} asked
 * @property {string} [version]
 * @property {string} [open]
 */

/** Why an answer cannot be, and the facts whose answers it contradicts. */
/** @typedef {{ why: string, facts: string[] }} Refusal */

// Neither can be a fact: "today" is a word of the language, and ids begin with a letter.
const TODAY = "today";
const ASKED = "~";
const VERSION = "~v";
const OPEN = "~k";
const NOT_KNOWN = "?";

/**
 * A number as typed, in smallest steps, or null. Which of "." and "," can stand between thousands
 * hangs on the language; either stands before decimals.
 * @param {string} text @param {number} decimals @param {string} [locale]
 */
export function readNumber(text, decimals, locale = "en") {
  const marks = /\d,/.test(writeNumber({ locale }, { decimals: 1 }, 5))
    ? /\b\.(?=\d{3}\b)/g
    : /\b,(?=\d{3}\b)/g;
  const plain = text.replace(/[\s\p{Cf}'’]/gu, "").replace("−", "-").replace(marks, "");
  const [, sign, whole, part = ""] = /^([-+]?)(\d{1,12})(?:[.,](\d*))?$/.exec(plain) ?? [];
  if (!whole || part.length > decimals) return null;
  return Number(sign + whole + part.padEnd(decimals, "0")) || 0; // And never -0.
}

/**
 * A number in smallest steps as people write it in a language, in digits that can be read again.
 * @param {Pick<Spoken, "locale">} guide @param {Pick<Fact, "decimals">} fact @param {number} steps
 */
export const writeNumber = ({ locale }, { decimals = 0 }, steps) =>
  formatOf(Intl.NumberFormat, locale, {
    numberingSystem: "latn",
    useGrouping: false,
    minimumFractionDigits: decimals,
  }).format(steps / 10 ** decimals);

/** The least and the greatest that a number can be. @param {Spoken} guide @param {Fact} fact */
export const bounds = (guide, fact) => ({
  low: writeNumber(guide, fact, fact.low ?? 0),
  high: writeNumber(guide, fact, fact.high ?? 0),
});

/**
 * The value that a text in the address means, or undefined where it means none.
 * @param {Guide} guide @param {Fact} fact @param {string} text @returns {Value | undefined}
 */
function readValue(guide, fact, text) {
  if (text === NOT_KNOWN) return fact.unknown === undefined ? undefined : null;
  /** Options that have other ids by now. @param {string} id */
  const today = (id) => fact.renamed?.[id] ?? id;
  const ids = optionsOf(guide, fact).map(([id]) => id);
  switch (fact.type) {
    case "number":
      return readNumber(text, fact.decimals ?? 0) ?? undefined;
    case "date":
      return fromIso(text) ?? undefined;
    case "several": {
      const chosen = text.split(",").flatMap((id) => (id ? [today(id)] : []));
      return chosen.every((id) => ids.includes(id))
        ? ids.filter((id) => chosen.includes(id))
        : undefined;
    }
    default:
      return ids.includes(today(text)) ? today(text) : undefined;
  }
}

/** @param {Fact} fact @param {Value} value */
function writeValue(fact, value) {
  if (value === null) return NOT_KNOWN;
  if (typeof value !== "number") return String(value);
  const { type, decimals = 0 } = fact;
  return type === "date" ? iso(value) : (value / 10 ** decimals).toFixed(decimals);
}

/**
 * The state that a fragment holds. What has another id by now is read as that, and what the guide does
 * not know is passed over.
 * @param {Guide} guide @param {string} fragment @returns {State}
 */
export function readState(guide, fragment) {
  /** @type {State} */
  const state = { answers: new Map(), day: null, asked: null };
  for (const [key, text] of new URLSearchParams(fragment.slice(1))) {
    const name = key === ASKED ? text : key;
    const fact =
      guide.facts.find(({ id }) => id === name) ??
      guide.facts.find(({ was }) => was?.includes(name));
    const value = fact && readValue(guide, fact, text);
    if (key === TODAY) state.day = fromIso(text);
    else if (key === VERSION) state.version = text || undefined; // Links get cut short.
    else if (key === OPEN) state.open = text;
    else if (key === ASKED) state.asked = fact?.id ?? null;
    else if (fact && value !== undefined && !state.answers.has(fact.id))
      state.answers.set(fact.id, value);
  }
  return state;
}

/** The fragment of a state. @param {Guide} guide @param {State} state */
export function writeState(guide, { answers, day, asked, version, open }) {
  const parts = [...answers].flatMap(([id, value]) =>
    guide.facts.filter((fact) => fact.id === id).map((fact) => `${id}=${writeValue(fact, value)}`),
  );
  if (day !== null) parts.push(`${TODAY}=${iso(day)}`);
  if (asked !== null) parts.push(`${ASKED}=${asked}`);
  if (version) parts.push(`${VERSION}=${encodeURIComponent(version)}`);
  if (open) parts.push(`${OPEN}=${encodeURIComponent(open)}`);
  return `#${parts.join("&")}`;
}

/** Whether a version came before the guide's, as people count. @param {Guide} guide @param {string} one */
export const earlier = ({ version }, one) =>
  one.localeCompare(version, "en", { numeric: true }) < 0;

/**
 * Why a value cannot be, whatever else was answered; undefined if it can.
 * @param {Guide} guide @param {Fact} fact @param {Value} value @param {number} today
 */
export function misfit(guide, fact, value, today) {
  const { type, low = 0, high = 0, range } = fact;
  if (typeof value !== "number") return undefined;
  if (type === "number") {
    const outside = value < low || value > high;
    return outside ? say(guide, "number-outside", bounds(guide, fact)) : undefined;
  }
  /** @param {number} day */
  const words = (day) => inWords(day, today, guide.locale);
  const { first, last } = guide.calendar;
  if (range === "past" && value > today) return say(guide, "date-too-late", { day: words(today) });
  if (range === "future" && value < today)
    return say(guide, "date-too-early", { day: words(today) });
  return value < first || value > last
    ? say(guide, "date-outside", { first: words(first), last: words(last) })
    : undefined;
}

/**
 * The answers that can be, what they leave open, and why each of the others cannot be, with the facts
 * that it contradicts. Where answers contradict each other, the one given last gives way.
 * @param {Guide} guide @param {Answers} answers @param {number} today
 */
export function sift(guide, answers, today) {
  /** @type {Answers} */
  const kept = new Map();
  /** @type {Map<string, Refusal>} */
  const refused = new Map();
  for (const [id, value] of answers) {
    const fact = guide.facts.find((one) => one.id === id);
    const why = fact && misfit(guide, fact, value, today);
    if (why) refused.set(id, { why, facts: [] });
    else kept.set(id, value);
  }
  for (;;) {
    const seen = view(guide, kept, today);
    const [found] = contradictions(guide, seen);
    const facts = found?.facts.map((fact) => guide.facts[fact].id) ?? [];
    const last = [...kept.keys()].filter((id) => facts.includes(id)).at(-1);
    if (last === undefined) return { kept, seen, refused };
    kept.delete(last);
    refused.set(last, { why: found.because, facts: facts.filter((one) => one !== last) });
  }
}
