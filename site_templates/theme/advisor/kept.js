/**
 * The applications that a reader keeps: in this browser, and as a file. Both hold the same JSON, of
 * which nothing is believed: what does not have its form is no application.
 */

import { readState, writeState } from "./answers.js";

/** @import { Answers, Guide } from "./types.js" */

/** `answers` is the fragment that holds them and the version they were given for. */
/** @typedef {{ id: string, name: string, answers: string }} Application */

/** What a file may hold: far more than anybody applies for. */
export const MOST = { bytes: 2_500_000, applications: 200, name: 80, answers: 10_000 };

const FORMAT = 1;

/**
 * A name without what moves a cursor, turns the direction of writing or cannot be written down;
 * empty where nothing of it can be seen.
 * @param {string} name
 */
export function clean(name) {
  const plain = name.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\s]+/gu, " ").trim();
  // Cleaned again, it has to stay as it is.
  const short = [...plain].slice(0, MOST.name).join("").trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : "";
}

/**
 * The application that a piece of JSON is, or null.
 * @param {any} json @returns {Application | null}
 */
function application(json) {
  const { id, name, answers } = json ?? {};
  if (![id, name, answers].every((text) => typeof text === "string")) return null;
  const fits = /^\w{1,40}$/.test(id) && /^#\S+$/.test(answers) && answers.length <= MOST.answers;
  return fits && clean(name) ? { id, name: clean(name), answers } : null;
}

/**
 * What a text holds, or null where it is not of this form, or any part of it is not.
 * @param {string} text @returns {Application[] | null}
 */
export function parse(text) {
  try {
    const { format, applications } = JSON.parse(text);
    if (format !== FORMAT || applications.length > MOST.applications) return null;
    const found = applications.map(application);
    const ids = new Set(found.map((/** @type {Application | null} */ one) => one?.id));
    return ids.size === found.length && !ids.has(undefined) ? found : null;
  } catch {
    return null;
  }
}

/** @param {Guide} guide @param {Application[]} applications */
export const asText = ({ title }, applications) =>
  JSON.stringify({ format: FORMAT, guide: title, applications }, null, 2);

/** Sites share a browser's storage where they share a host. @param {Guide} guide */
export const keyOf = ({ address }) => `mannerly ${new URL(address).pathname}`;

/** Whether anything is kept in this browser. @param {Guide} guide */
export function anyKept(guide) {
  try {
    return localStorage.getItem(keyOf(guide)) !== null;
  } catch {
    return false; // Some browsers let no page look.
  }
}

/** What this browser keeps; null where that cannot be read. @param {Guide} guide */
export function load(guide) {
  try {
    const text = localStorage.getItem(keyOf(guide));
    return text === null ? [] : parse(text);
  } catch {
    return null;
  }
}

/**
 * Keeps these and no others, and says whether the browser took them.
 * @param {Guide} guide @param {Application[]} applications
 */
export function store(guide, applications) {
  try {
    if (applications.length > MOST.applications) return false;
    if (applications.length) localStorage.setItem(keyOf(guide), asText(guide, applications));
    else localStorage.removeItem(keyOf(guide));
    return true;
  } catch {
    return false;
  }
}

/**
 * Answers as they are kept, with the version of the guide.
 * @param {Guide} guide @param {Answers} answers
 */
export const written = (guide, answers) =>
  writeState(guide, { answers, day: null, asked: null, version: guide.version });

/**
 * Whether an application has exactly these answers, whatever version they were given for.
 * @param {Guide} guide @param {Application} one @param {Answers} answers
 */
export const same = (guide, one, answers) =>
  written(guide, readState(guide, one.answers).answers) === written(guide, answers);

/** An id that no other application has. */
export const newId = () => `k${Math.random().toString(36).slice(2)}`;

/**
 * Some applications and those of a file. Nothing is replaced: what is here already is passed over,
 * and what has the id of another one gets one of its own.
 * @param {Application[]} here @param {Application[]} file
 */
export function joined(here, file) {
  const ids = new Set(here.map(({ id }) => id));
  const added = file
    .filter((one) => !here.some((it) => it.name === one.name && it.answers === one.answers))
    .map((one) => (ids.has(one.id) ? { ...one, id: newId() } : one));
  return { all: [...here, ...added], added: added.length };
}
