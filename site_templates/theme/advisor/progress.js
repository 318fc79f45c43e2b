/** How many questions there still are, as far as the order of questions tells. */

/** @import { Guide } from "./types.js" */
/** @import { View } from "./evaluate.js" */

/**
 * The most questions that may follow, the next one counted; null where the guide has no order.
 * Whatever is answered, there are no more.
 * @param {Guide} guide @param {View} view
 */
export function atMost({ tree, facts }, { answers, exists, masks }) {
  if (!tree) return null;
  /** @type {Map<number, number>} */
  const known = new Map();
  /** @param {number} index @returns {number} */
  const from = (index) => {
    if (index < 0) return 0;
    const before = known.get(index);
    if (before !== undefined) return before;
    const { fact, column, branches } = tree[index];
    const asked = fact >= 0 && exists[fact] !== false && !answers.has(facts[fact].id);
    const ways = branches.filter(([mask]) => masks[column] & mask).map(([, to]) => from(to));
    const most = +asked + Math.max(0, ...ways);
    known.set(index, most);
    return most;
  };
  return from(0);
}
