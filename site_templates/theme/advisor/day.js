/** Which day it is, and a way to ask as if it were another. */

import { fromIso, inWords, iso, realToday } from "./dates.js";
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
  const day = inWords(today, realToday(), guide.locale);
  return h(
    "details",
    { class: "day" },
    h("summary", say(guide, other ? "as-if-today-were" : "today-is", { day })),
    h(
      "form",
      { onsubmit: instead(() => set(fromIso(input.value))) },
      h("label", { for: input.id }, say(guide, "ask-as-if")),
      input,
      h("button", say(guide, "use-this-day")),
      other && button(() => set(null), say(guide, "use-the-real-day")),
    ),
  );
}
