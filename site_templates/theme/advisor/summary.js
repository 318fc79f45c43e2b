/** What the reader has answered so far, with a way to change each, and what it did. */

import { h } from "./dom.js";
import { decidedBy } from "./evaluate.js";
import { say } from "./phrases.js";
import { valueInWords } from "./wording.js";

/** @import { Answers, Fact, Guide } from "./types.js" */
/** @import { Refusal } from "./answers.js" */
/** @import { View } from "./evaluate.js" */

/**
 * The answers so far; once there is advice, those that decided it first.
 * @param {Guide} guide
 * @param {Fact[]} given the facts that were answered, in that order
 * @param {Answers} answers
 * @param {Map<string, Refusal>} refused why some answers cannot be
 * @param {View} view
 * @param {boolean} decided whether they led to advice
 * @param {(fact: Fact | null) => string} hrefOf where a question is asked; null: all anew
 */
export function summary(guide, given, answers, refused, view, decided, hrefOf) {
  const decisive = decided ? decidedBy(guide, view) : null;
  const useful = decided ? decidedBy(guide, view, true) : null;
  /** @param {Fact} fact */
  const row = (fact) => {
    const refusal = refused.get(fact.id);
    const gone = view.exists[guide.facts.indexOf(fact)] === false;
    const note = refusal
      ? say(guide, "not-used", { why: refusal.why })
      : gone
        ? say(guide, "no-longer")
        : useful && !useful.has(fact.id) && say(guide, "no-difference");
    return h(
      "div",
      h("dt", fact.ask),
      h(
        "dd",
        valueInWords(guide, fact, answers.get(fact.id), view.today),
        note && h("small", note),
      ),
      h(
        "dd",
        h(
          "a",
          { href: hrefOf(fact), "aria-label": say(guide, "change-answer", { question: fact.ask }) },
          say(guide, "change"),
        ),
      ),
    );
  };
  /** @param {string} id @param {boolean} which */
  const rows = (id, which) => {
    const some = given.filter((fact) => decisive?.has(fact.id) === which);
    return some.length ? [h("h3", say(guide, id)), h("dl", ...some.map(row))] : [];
  };
  return h(
    "section",
    { class: "answers" },
    h("h2", say(guide, "your-answers")),
    ...(decisive
      ? [...rows("these-decided-it", true), ...rows("the-others", false)]
      : [h("dl", ...given.map(row))]),
    h("p", h("a", { href: hrefOf(null) }, say(guide, "start-again"))),
  );
}
