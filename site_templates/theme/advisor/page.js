/** The page for a state: a question or the advice, the answers so far, and which day it is. */

import { advice, valueInWords } from "./advice.js";
import { readState, sift, writeState } from "./answers.js";
import { fromIso, inWords, iso, realToday } from "./dates.js";
import { details, h } from "./dom.js";
import { decidedBy, nextQuestion, openFacts, standing, view } from "./evaluate.js";
import { questionForm, showError } from "./question.js";

/** @import { Fact, Guide } from "./types.js" */
/** @import { State } from "./answers.js" */
/** @import { Where } from "./advice.js" */
/** @import { Child } from "./dom.js" */

/**
 * Fills the page for a fragment and gives its heading. `go` is called with the fragment that the
 * reader moves on to.
 * @param {HTMLElement} root @param {Guide} guide @param {string} fragment @param {Where} where
 * @param {(fragment: string) => void} go
 */
export function render(root, guide, fragment, where, go) {
  const state = readState(guide, fragment);
  const { answers, day } = state;
  const today = day ?? realToday();
  const { kept, refused } = sift(guide, answers, today);
  const seen = view(guide, kept, today);
  const stand = standing(guide, seen);
  const next = nextQuestion(guide, seen, stand);
  const fact = guide.facts.find(({ id }) => id === state.asked) ?? guide.facts[next ?? -1];

  /** @param {Partial<State>} change */
  const to = (change) => writeState(guide, { answers, day, asked: null, ...change });
  /** @param {number | null} other */
  const set = (other) => go(to({ day: other }));

  /** @type {string} */
  let heading;
  /** @type {Child[]} */
  let parts;
  /** @type {HTMLFormElement | undefined} */
  let form;
  const { first, last } = guide.calendar;
  if (today < first || today > last) {
    heading = "This guide does not know today’s date";
    const words = [first, last].map((one) => inWords(one, today, guide.language));
    parts = [h("p", `It knows the days from ${words[0]} to ${words[1]}.`)];
  } else if (fact) {
    heading = fact.ask;
    form = questionForm({
      guide,
      fact,
      today,
      value: answers.get(fact.id),
      known: guide.facts.flatMap(({ id, type, name }) => {
        const value = type === "date" && id !== fact.id && kept.get(id);
        return typeof value === "number" ? [[name, value]] : [];
      }),
      answer: (value) => {
        const changed = new Map(answers).set(fact.id, value);
        const why = sift(guide, changed, today).refused.get(fact.id);
        if (why === undefined) go(to({ answers: changed }));
        return why;
      },
    });
    const open = openFacts(guide, seen, stand.deciding).some((one) => guide.facts[one] === fact);
    const hangs = open && stand.acts.length > 1 ? stand.acts : [];
    parts = [
      form,
      details("Why do you ask?", ...hangs.map((act) => h("li", guide.acts[act].title))),
    ];
  } else {
    ({ heading, parts } = advice({ guide, view: seen, stand, where }));
    const more = openFacts(guide, seen, stand.adding).map((one) => guide.facts[one]);
    if (stand.settled && more.length)
      parts.push(
        h(
          "section",
          { class: "more" },
          h("h2", "More that may matter"),
          h("p", "The advice stands. Answering these may add to what else to do, or to leave."),
          h("ul", ...more.map(({ id, ask }) => h("li", h("a", { href: to({ asked: id }) }, ask)))),
        ),
      );
  }

  const given = [...answers.keys()].flatMap((id) => guide.facts.filter((one) => one.id === id));
  const before = given[(fact && answers.has(fact.id) ? given.indexOf(fact) : given.length) - 1];
  const decisive = fact ? null : decidedBy(guide, seen);
  const useful = fact ? null : decidedBy(guide, seen, true);
  /** @param {Fact} one */
  const row = (one) => {
    const note = refused.has(one.id)
      ? `Not used: ${refused.get(one.id)}`
      : useful && !useful.has(one.id) && "Made no difference";
    return h(
      "div",
      h("dt", one.ask),
      h(
        "dd",
        valueInWords(guide, one, answers.get(one.id), today),
        note && h("small", note),
      ),
      h(
        "dd",
        h("a", { href: to({ asked: one.id }) }, "Change", h("span", { class: "unseen" }, `: ${one.ask}`)),
      ),
    );
  };
  /** @param {string} title @param {Fact[]} facts */
  const rows = (title, facts) =>
    facts.length ? [h("h3", title), h("dl", ...facts.map(row))] : [];
  const content = [
    before && h("a", { class: "back", href: to({ asked: before.id }) }, "Back"),
    h("p", { class: "caption" }, guide.question, day !== null && ` As if today were ${inWords(day, day, guide.language)}.`),
    !form && h("h1", { tabindex: "-1" }, heading),
    ...parts,
    given.length > 0 &&
      h(
        "section",
        { class: "answers" },
        h("h2", "Your answers"),
        ...(decisive
          ? [
              ...rows("These decided it", given.filter(({ id }) => decisive.has(id))),
              ...rows("The others", given.filter(({ id }) => !decisive.has(id))),
            ]
          : [h("dl", ...given.map(row))]),
        h("p", h("a", { href: to({ answers: new Map() }) }, "Start again")),
      ),
    dayForm(guide, today, day !== null, set),
  ];
  root.replaceChildren(...content.filter((child) => child instanceof Node));
  const why = form && fact && refused.get(fact.id);
  if (form && why) showError(form, why);
  return why ? `Error: ${heading}` : heading;
}

/**
 * Which day it is, and a way to ask as if it were another.
 * @param {Guide} guide @param {number} today @param {boolean} other whether it is not the real one
 * @param {(day: number | null) => void} set
 */
function dayForm({ calendar, language }, today, other, set) {
  const input = h("input", {
    type: "date",
    id: "advisor-day",
    value: iso(today),
    min: iso(calendar.first),
    max: iso(calendar.last),
    required: true,
  });
  return h(
    "details",
    { class: "day" },
    h(
      "summary",
      `${other ? "As if today were" : "Today is"} ${inWords(today, today, language)}`,
    ),
    h(
      "form",
      {
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          set(fromIso(input.value));
        },
      },
      h("label", { for: input.id }, "Ask as if it were another day"),
      input,
      h("button", "Use this day"),
      other && h("button", { type: "button", onclick: () => set(null) }, "Use the real day"),
    ),
  );
}
