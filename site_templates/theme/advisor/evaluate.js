/**
 * What follows from some of the answers: the same as generator/mannerly/table/evaluate.py works
 * out, on the compiled guide. Everything is worked out anew from the answers and the day.
 */

import { add, isBusinessDay, weekday } from "./dates.js";

/** @import { Answers, Column, Guide, Mask, Row, Rows, Rule, Term, Value } from "./types.js" */

/**
 * What some answers leave open: the cells of each column, whether each fact exists (null: open),
 * the values that are settled, the rows that may apply, and the rules that may and must.
 * @typedef {object} View
 * @property {Answers} answers
 * @property {number} today
 * @property {Mask[]} masks
 * @property {(boolean | null)[]} exists
 * @property {(Value | undefined)[]} values
 * @property {Rows} rows
 * @property {number[]} possible
 * @property {number[]} certain
 */

/**
 * What follows for the guide or for one source. `live` are the rules that may apply and that none
 * certainly overrides, `firm` those that certainly apply and that none may override. `deciding` are
 * those on which the next act hangs, `adding` those on which anything hangs: live ones, and those
 * that may override one of them though they are overridden themselves.
 * @typedef {object} Standing
 * @property {number[]} live
 * @property {number[]} firm
 * @property {number[]} deciding
 * @property {number[]} adding
 * @property {number[]} acts those that may still be advised
 * @property {boolean} settled whether the one act is the last word
 */

/** @param {Row} row @param {Mask[]} masks */
const mayHold = (row, masks) => row.every(([column, mask]) => masks[column] & mask);

/** @param {Row} row @param {Mask[]} masks */
const holds = (row, masks) => row.every(([column, mask]) => !(masks[column] & ~mask));

/** @template T @param {Iterable<T>} items @returns {T[]} */
export const unique = (items) => [...new Set(items)];

/**
 * The day of a date expression: null where its fact is missing, undefined while that is open.
 * @param {Guide} guide @param {Term} term
 * @param {(Value | undefined)[]} values @param {number} today
 * @returns {number | null | undefined}
 */
export function dayOfTerm(guide, term, values, today) {
  const base = "fact" in term ? values[term.fact] : "day" in term ? term.day : today;
  if (typeof base !== "number") return base === null ? null : undefined;
  return (term.plus ?? []).reduce((day, [n, unit]) => add(guide.calendar, day, n, unit), base);
}

/**
 * The cell of a column, or undefined while it is open.
 * @param {Guide} guide @param {Column} column
 * @param {(Value | undefined)[]} values @param {number} today
 */
function cellOf(guide, column, values, today) {
  const known = column.facts.map((fact) => values[fact]);
  if (known.includes(null)) return 0;
  if (known.includes(undefined)) return undefined;
  /** @type {any} */
  const [value] = known;
  const day = (/** @type {Term} */ term) => Number(dayOfTerm(guide, term, values, today));
  const cell = () => {
    switch (column.kind) {
      case "values":
        return column.cells.get(value) ?? -1;
      case "includes":
        return +value.includes(column.option);
      case "number":
        return column.cuts.filter((cut) => cut <= value).length;
      case "dates": {
        const [left, right] = [day(column.left), day(column.right)];
        return column.cuts.filter(
          ([n, k]) => left >= add(guide.calendar, right, n, column.unit) + k,
        ).length;
      }
      case "weekday":
        return weekday(day(column.term));
      case "business":
        return +isBusinessDay(guide.calendar, day(column.term));
      case "known":
        return 0;
    }
  };
  return cell() + +column.missing;
}

/**
 * Which rows a mask of a column leaves possible and certain.
 * @param {Guide} guide @param {Column} column @param {Mask} cells
 */
function passing({ owners }, { limits, passing }, cells) {
  const known = passing.get(cells);
  if (known) return known;
  const [may, must] = [all(owners.length), all(owners.length)];
  for (const [row, mask] of limits) {
    if (!(cells & mask)) may[row >> 5] &= ~(1 << row);
    if (cells & ~mask) must[row >> 5] &= ~(1 << row);
  }
  passing.set(cells, { may, must });
  return { may, must };
}

/** So many rows, all of them. @param {number} count @returns {Rows} */
function all(count) {
  const rows = new Uint32Array(Math.ceil(count / 32)).fill(-1);
  if (count % 32) rows[rows.length - 1] = (1 << count) - 1;
  return rows;
}

/** The rules that have some of these rows. @param {Guide} guide @param {Rows} rows */
function rulesOf({ owners }, rows) {
  /** @type {number[]} */
  const rules = [];
  rows.forEach((word, i) => {
    for (; word; word &= word - 1) {
      const rule = owners[32 * i + 31 - Math.clz32(word & -word)];
      if (rules.at(-1) !== rule) rules.push(rule);
    }
  });
  return rules;
}

/**
 * What the answers leave open.
 * @param {Guide} guide @param {Answers} answers @param {number} today
 * @returns {View}
 */
export function view(guide, answers, today) {
  const masks = guide.columns.map((column) => column.open);
  /** @type {(Value | undefined)[]} */
  const values = guide.facts.map(() => undefined);
  /** @type {(boolean | null)[]} */
  const exists = guide.facts.map(() => true);
  /** @param {number} i */
  const place = (i) => {
    const cell = cellOf(guide, guide.columns[i], values, today);
    if (cell !== undefined) masks[i] = 1n << BigInt(cell);
  };
  guide.daily.forEach(place);
  for (const index of guide.existence) {
    const { id, when, unknown, columns } = guide.facts[index];
    if (when) {
      const open = when.some((row) => mayHold(row, masks)) ? null : false;
      exists[index] = when.some((row) => holds(row, masks)) || open;
    }
    if (exists[index] === false) values[index] = null;
    else if (exists[index] && answers.has(id)) values[index] = answers.get(id);
    for (const i of columns) {
      const column = guide.columns[i];
      if (values[index] !== undefined) place(i);
      else if (exists[index] && !unknown && column.missing && "fact" in column) masks[i] &= ~1n;
    }
  }
  const [rows, certain] = [all(guide.owners.length), all(guide.owners.length)];
  guide.columns.forEach((column, i) => {
    const { may, must } = passing(guide, column, masks[i]);
    for (let word = 0; word < rows.length; word++) {
      rows[word] &= may[word];
      certain[word] &= must[word];
    }
  });
  return {
    ...{ answers, today, masks, exists, values, rows },
    possible: rulesOf(guide, rows),
    certain: rulesOf(guide, certain),
  };
}

/**
 * What follows for the guide, or for one source alone.
 * @param {Guide} guide @param {View} view @param {string} [source]
 * @returns {Standing}
 */
export function standing(guide, view, source) {
  const { rules } = guide;
  const [possible, certain] = [view.possible, view.certain].map((some) =>
    some.filter((i) => speaks(guide, rules[i], source)),
  );
  /** Those of some that none of others is over. @param {number[]} some @param {number[]} others */
  const without = (some, others) => {
    const beaten = new Set(others.flatMap((i) => rules[i].over));
    return some.filter((i) => !beaten.has(i));
  };
  const live = without(possible, certain);
  const firm = without(certain, possible);
  const sure = new Set(firm);
  const advising = live.filter((i) => rules[i].act !== null);
  const acts = unique(advising.map((i) => /** @type {number} */ (rules[i].act)));
  const settled =
    acts.length === 1 &&
    ((guide.complete && !source) || advising.some((i) => sure.has(i))) &&
    advising.every(
      (i) =>
        ((!rules[i].until && !rules[i].by) || sure.has(i)) &&
        !rules[i].needs.some((fact) => isOpen(guide, view, fact)),
    );
  /** @param {number[]} some */
  const withRivals = (some) => {
    const them = new Set(some);
    return possible.filter((i) => them.has(i) || rules[i].over.some((one) => them.has(one)));
  };
  const deciding = guide.complete && !source ? withRivals(advising) : possible;
  return { live, firm, deciding, adding: withRivals(live), acts, settled };
}

/** @param {Guide} guide @param {Rule} rule @param {string} [source] */
const speaks = (guide, rule, source) =>
  source
    ? rule.points.some((point) => guide.points[point].source === source)
    : rule.aside === undefined;

/**
 * Whether a fact's value is still to be known: an answer tells nothing while it may not exist.
 * @param {Guide} guide @param {View} view @param {number} fact
 */
const isOpen = (guide, view, fact) =>
  view.exists[fact] === null ||
  (view.exists[fact] === true && !view.answers.has(guide.facts[fact].id));

/**
 * The rules that certainly apply and are certainly overridden, each with the rules over it.
 * @param {Guide} guide @param {View} view
 */
export function overridden(guide, view) {
  const certain = view.certain.filter((i) => speaks(guide, guide.rules[i]));
  return certain
    .map((rule) => ({ rule, by: certain.filter((i) => guide.rules[i].over.includes(rule)) }))
    .filter(({ by }) => by.length);
}

/**
 * For each column, how many of the rows of some rules that may apply do not allow all of its cells
 * that are left.
 * @param {Guide} guide @param {View} view @param {number[]} rules
 */
function undecided(guide, view, rules) {
  const them = new Set(rules);
  const rows = view.rows.slice();
  guide.owners.forEach((rule, row) => them.has(rule) || (rows[row >> 5] &= ~(1 << row)));
  return guide.columns.map((column, i) => {
    const { must } = passing(guide, column, view.masks[i]);
    let count = 0;
    rows.forEach((word, at) => {
      for (word &= ~must[at]; word; word &= word - 1) count++;
    });
    return count;
  });
}

/**
 * The facts still to ask on which it hangs which of some rules stand, in the order of the guide.
 * Where it is open whether one exists, those that this hangs on stand for it.
 * @param {Guide} guide @param {View} view @param {number[]} rules
 */
export function openFacts(guide, view, rules) {
  const open = undecided(guide, view, rules);
  const seen = new Set([
    ...guide.columns.flatMap(({ facts }, i) => (open[i] ? facts : [])),
    ...rules.flatMap((i) => guide.rules[i].needs),
  ]);
  for (const fact of seen)
    if (view.exists[fact] === null)
      for (const [column] of guide.facts[fact].when?.flat() ?? [])
        for (const before of guide.columns[column].facts) seen.add(before);
  return [...seen]
    .filter((fact) => view.exists[fact] !== null && isOpen(guide, view, fact))
    .sort((one, other) => one - other);
}

/**
 * The day to wait for and the day to have done it by, as far as certain.
 * @param {Guide} guide @param {View} view @param {Standing} standing
 */
export function dates(guide, view, { firm }) {
  /** @param {"until" | "by"} key */
  const days = (key) =>
    firm.flatMap((i) => {
      const { act, [key]: term } = guide.rules[i];
      const day = term && act !== null && dayOfTerm(guide, term, view.values, view.today);
      return typeof day === "number" ? [day] : [];
    });
  const [until, by] = [days("until"), days("by")];
  return {
    until: until.length ? Math.max(...until) : null,
    by: by.length ? Math.min(...by) : null,
  };
}

/**
 * The assumptions that the answers contradict, each with the facts that it takes.
 * @param {Guide} guide @param {View} view
 */
export const contradictions = (guide, view) =>
  guide.assumptions.flatMap(({ rows, because }) => {
    const row = rows.find((one) => holds(one, view.masks));
    return row ? [{ facts: row.flatMap(([column]) => guide.columns[column].facts), because }] : [];
  });

/**
 * The next question, or null where the advice is settled or nothing is left to ask. Where the tree
 * has none, it is the one that decides on most of the rows on which the advice hangs.
 * @param {Guide} guide @param {View} view @param {Standing} standing
 */
export function nextQuestion(guide, view, standing) {
  if (standing.settled) return null;
  const open = openFacts(guide, view, standing.deciding);
  const ready = open.filter((one) => !guide.facts[one].after?.some((fact) => open.includes(fact)));
  for (let node = guide.tree?.[0]; node;) {
    const { fact, column, branches } = node;
    if (ready.includes(fact)) return fact;
    node = guide.tree?.[branches.find(([mask]) => view.masks[column] & mask)?.[1] ?? -1];
  }
  const counts = undecided(guide, view, standing.deciding);
  /** @param {number} fact */
  const hanging = (fact) => guide.facts[fact].columns.reduce((sum, i) => sum + counts[i], 0);
  return ready.sort((one, other) => hanging(other) - hanging(one))[0] ?? null;
}

/**
 * Facts whose answers alone lead to the same act and dates, and with `company` to the same acts
 * besides and to avoid: none of them can be left out.
 * @param {Guide} guide @param {View} view @param {boolean} [company]
 */
export function decidedBy(guide, { answers, today }, company) {
  /** @param {Answers} some */
  const outcome = (some) => {
    const seen = view(guide, some, today);
    const stand = standing(guide, seen);
    const firm = stand.firm.map((i) => guide.rules[i]);
    const also = company && firm.map((rule) => [rule.also, rule.avoid]);
    return stand.settled && JSON.stringify([stand.acts, dates(guide, seen, stand), also]);
  };
  const whole = outcome(answers);
  const kept = new Map(answers);
  for (const { id } of [...guide.facts].reverse()) {
    const fewer = new Map(kept);
    if (fewer.delete(id) && outcome(fewer) === whole) kept.delete(id);
  }
  return new Set(kept.keys());
}
