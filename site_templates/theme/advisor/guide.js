/**
 * The compiled guide: masks become BigInts, rows go to their rules, columns know their facts and the
 * rows that look at them.
 */

import { say } from "./phrases.js";

/** @import { Fact, Guide, Row } from "./types.js" */
/** @import { Spoken } from "./phrases.js" */

/** Cells of some columns. @param {any[]} flat column, mask, column, mask … @returns {Row} */
const row = (flat) => flat.flatMap((item, i) => (i % 2 ? [] : [[item, BigInt(flat[i + 1])]]));

/**
 * The options of a fact, with their labels.
 * @param {Spoken} guide @param {Fact} fact @returns {[string, string][]}
 */
export const optionsOf = (guide, fact) =>
  fact.options ?? ["yes", "no"].map((id) => [id, say(guide, id)]);

/** @param {Fact | undefined} fact */
const optionIds = (fact) => fact?.options?.map(([id]) => id) ?? ["yes", "no"];

/** How many cells a column has. @param {any} column @param {Fact[]} facts @returns {number} */
function size({ kind, fact, cuts, missing }, facts) {
  const own = kind === "values" ? (facts[fact].options ?? [0, 0]).length : kind === "weekday" ? 7 : 2;
  return +missing + (cuts ? cuts.length + 1 : kind === "known" ? 1 : own);
}

/**
 * The reader's own way to write dates, if it is of the guide's language.
 * @param {string} language
 */
function localeFor(language) {
  /** @param {string} one */
  const base = (one) => one.split("-")[0];
  const own = globalThis.navigator?.languages.find((one) => base(one) === base(language));
  return own ?? (language === "en" ? "en-GB" : language);
}

/** The JSON that lies at an address. @param {URL} address @returns {Promise<any>} */
export async function loaded(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

/**
 * The guide that `guide.json` holds, which lies at an address.
 * @param {any} json @param {string} [address] @returns {Guide}
 */
export function readGuide(json, address = "") {
  const { calendar, facts, rules, rows, assumptions, tree, language } = json;
  let holiday = 0;
  /** @type {Row[][]} */
  const rowsOf = rules.map(() => []);
  for (const [owner, ...flat] of rows) rowsOf[owner].push(row(flat));
  const columns = json.columns.map((/** @type {any} */ column) => ({
    ...column,
    open: (1n << BigInt(size(column, facts))) - 1n,
    facts: [column, column.left, column.right, column.term].flatMap((one) => one?.fact ?? []),
    cells: new Map(optionIds(facts[column.fact]).map((id, cell) => [id, cell])),
    limits: [],
    passing: new Map(),
  }));
  for (const [number, one] of rowsOf.flat().entries())
    for (const [column, mask] of one) columns[column].limits.push([number, mask]);
  /** The columns that look at a fact, or at none. @param {number} [fact] */
  const looking = (fact) =>
    [...columns.keys()].filter((i) => {
      const looked = columns[i].facts;
      return fact === undefined ? !looked.length : looked.includes(fact);
    });
  return {
    ...json,
    address,
    locale: localeFor(language),
    calendar: {
      ...calendar,
      // Each is given as the days since the one before.
      holidays: new Set(calendar.holidays.map((/** @type {number} */ gap) => (holiday += gap))),
    },
    facts: facts.map((/** @type {any} */ fact, /** @type {number} */ index) => ({
      ...fact,
      when: fact.when?.map(row),
      columns: looking(index),
    })),
    columns,
    daily: looking(),
    rules: rules.map((/** @type {any} */ rule, /** @type {number} */ index) => ({
      ...{ also: [], avoid: [], points: [], over: [], needs: [] },
      ...rule,
      rows: rowsOf[index],
    })),
    owners: rowsOf.flatMap((some, rule) => some.map(() => rule)),
    assumptions: assumptions.map((/** @type {any} */ one) => ({ ...one, rows: one.rows.map(row) })),
    tree: tree?.map((/** @type {any[]} */ [fact, column, ...flat]) => ({
      fact,
      column,
      branches: flat.flatMap((mask, i) => (i % 2 ? [] : [[BigInt(mask), flat[i + 1]]])),
    })),
  };
}
