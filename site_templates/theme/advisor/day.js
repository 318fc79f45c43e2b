/** A way to ask as if it were another day. */

import { fromIso, iso } from "./dates.js";
import { button, h, instead } from "./dom.js";
import { say } from "./phrases.js";

/** @import { Guide } from "./types.js" */

/**
 * @param {Guide} guide @param {number} today @param {boolean} other whether it is not the real one
 * @param {(day: number | null) => void} set
 */
export function dayForm(guide, today, other, set) {
  const { first, last } = guide.calendar;
  const input = h("input", {
    type: "date",
    id: "advisor-day",
    value: iso(today),
    min: iso(first),
    max: iso(last),
    required: true,
  });
  return h(
    "form",
    { onsubmit: instead(() => set(fromIso(input.value))) },
    h("label", { for: input.id }, say(guide, "ask-as-if")),
    input,
    h("button", say(guide, "use-this-day")),
    other && button(() => set(null), say(guide, "use-the-real-day")),
  );
}
