/** The page for a state: a question or the advice, the answers so far, and which day it is. */

import { advice } from "./advice.js";
import { earlier, readState, sift, writeState } from "./answers.js";
import { inWords, realToday } from "./dates.js";
import { dayForm } from "./day.js";
import { h, unfolding } from "./dom.js";
import { nextQuestion, openFacts, standing, view } from "./evaluate.js";
import { keepUp, shelve } from "./keep.js";
import { anyKept } from "./kept.js";
import { more } from "./more.js";
import { say } from "./phrases.js";
import { atMost } from "./progress.js";
import { questionForm, showError } from "./question.js";
import { sharing } from "./share.js";
import { summary } from "./summary.js";
import { why } from "./why.js";

/** @import { Answers, Fact, Guide } from "./types.js" */
/** @import { Refusal, State } from "./answers.js" */
/** @import { View } from "./evaluate.js" */
/** @import { Child } from "./dom.js" */
/** @import { Given, Ways, Where } from "./wording.js" */

/**
 * Fills the page for a fragment: at first with what it is about, of which it gives the heading, and
 * then with what goes with that, which can wait until it has been painted. `go` is called with the
 * fragment that the reader moves on to.
 * @param {HTMLElement} root @param {Guide} guide @param {string} fragment @param {Where} where
 * @param {(fragment: string) => void} go
 * @returns {Generator<string | void, void>}
 */
export function* render(root, guide, fragment, where, go) {
  const state = readState(guide, fragment);
  const { answers, day, open } = state;
  const version = state.version === guide.version ? undefined : state.version;
  const today = day ?? realToday();
  const { kept, seen, refused } = sift(guide, answers, today);
  const stand = standing(guide, seen);
  const next = nextQuestion(guide, seen, stand);
  const fact = guide.facts.find(({ id }) => id === state.asked) ?? guide.facts[next ?? -1];

  /** @param {Partial<State>} change */
  const to = (change) => writeState(guide, { answers, day, asked: null, version, open, ...change });
  /** @param {Fact} one */
  const hrefOf = (one) => to({ asked: one.id });

  /**
   * The answers that a refused one contradicts can be changed instead, and it is kept meanwhile.
   * @param {Refusal} refusal @param {Answers} given
   */
  const problem = ({ why, facts }, given) => ({
    why,
    others: guide.facts
      .filter(({ id }) => facts.includes(id) && given.has(id))
      .map(({ id, ask }) => h("a", { href: to({ answers: given, asked: id }) }, ask)),
  });

  /** @type {Ways} */
  const ways = {
    ask: hrefOf,
    answer: (one, value) => to({ answers: new Map(answers).set(one.id, value) }),
    day: (other) => to({ day: other === realToday() ? null : other }),
  };

  const keeps = (open || !answers.size) && anyKept(guide);
  const keeping = { guide, where, ways, answers, today, open, to, go };

  /** @type {string} */
  let heading;
  /** @type {Child[]} */
  let parts;
  /** @type {HTMLFormElement | undefined} */
  let form;
  /** @type {Given | undefined} */
  let told;
  const { first, last } = guide.calendar;
  if (today < first || today > last) {
    heading = say(guide, "today-unknown");
    parts = unknownDay(guide, today, heading);
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
        // By now it may be another day than when the question was asked.
        const refusal = sift(guide, changed, day ?? realToday()).refused.get(fact.id);
        if (!refusal) {
          if (keeps && open && day === null) keepUp(guide, open, answers, changed);
          go(to({ answers: changed }));
        }
        return refusal && problem(refusal, changed);
      },
    });
    parts = [form, reasons(guide, seen, fact)];
  } else {
    told = { guide, view: seen, stand, where, ways };
    ({ heading, parts } = advice(told));
  }

  const given = [...answers.keys()].flatMap((id) => guide.facts.filter((one) => one.id === id));
  const before = given[(fact && answers.has(fact.id) ? given.indexOf(fact) : given.length) - 1];
  const asIf = inWords(today, realToday(), guide.locale);
  const most = fact && !answers.has(fact.id) ? atMost(guide, seen) : null;
  const shelf = keeps && h("div", { class: "kept" });
  const main = h(
    "div",
    { class: told && "drawing" },
    !given.length && shelf,
    version && otherRules(guide, version, root.dataset.changes),
    before && h("a", { class: "back", href: hrefOf(before) }, say(guide, "back")),
    h(
      "p",
      { class: "caption" },
      guide.question,
      most !== null && ` ${say(guide, most > 1 ? "questions-left" : "last-question", { count: most })}`,
      day !== null && ` ${say(guide, "asked-as-if", { day: asIf })}`,
    ),
    ...parts,
  );
  const beside = () => [
    given.length > 0 &&
      summary(guide, given, answers, refused, seen, !fact, (one) =>
        one
          ? hrefOf(one)
          : to({ answers: new Map(), version: undefined, open: undefined }),
      ),
    given.length > 0 && shelf,
    (given.length > 0 || !shelf) &&
      unfolding(say(guide, given.length ? "share" : "take-in"), "share", () =>
        sharing(keeping, to({ version: guide.version, open: undefined })),
      ),
    unfolding(
      say(guide, day === null ? "today-is" : "as-if-today-were", { day: asIf }),
      "day",
      () => [dayForm(guide, today, day !== null, (other) => go(to({ day: other })))],
    ),
  ];
  const layout = h("div", { class: "layout" }, main);
  const side = () => layout.append(h("div", { class: "side" }, ...beside()));
  if (!told) side();
  root.replaceChildren(layout, imprint(guide, today));
  if (shelf) shelve(keeping, shelf);
  const misfits = form && fact && refused.get(fact.id);
  if (form && misfits) showError(guide, form, problem(misfits, answers));
  yield misfits ? say(guide, "error-title", { heading }) : heading;
  if (!told) return;
  side();
  yield;
  yield* more(told, main);
  main.removeAttribute("class");
}

/**
 * What is said on a day outside of the calendar.
 * @param {Guide} guide @param {number} today @param {string} heading
 */
function unknownDay(guide, today, heading) {
  const { first, last } = guide.calendar;
  const [from, to] = [first, last].map((one) => inWords(one, today, guide.locale));
  return [
    h("h1", { tabindex: "-1" }, heading),
    h("p", say(guide, "days-known", { first: from, last: to })),
  ];
}

/**
 * That the answers were given for other rules, and where it says what changed, if anywhere.
 * @param {Guide} guide @param {string} version @param {string} [changes]
 */
const otherRules = (guide, version, changes) =>
  h(
    "p",
    { class: "changed" },
    say(guide, earlier(guide, version) ? "rules-changed" : "rules-differ", {
      version: guide.version,
    }),
    " ",
    changes && h("a", { href: changes }, say(guide, "what-changed")),
  );

/**
 * What stands on paper alone: which guide this is of, and which day.
 * @param {Guide} guide @param {number} today
 */
const imprint = (guide, today) =>
  h(
    "p",
    { class: "paper" },
    say(guide, "printed", {
      title: guide.title,
      version: guide.version,
      // With its year, as that is not the one of day 0.
      day: inWords(today, 0, guide.locale),
      address: location.href.split("#")[0],
    }),
  );

/**
 * Why a question is asked, if advice hangs on it; what was answered to it before does not count.
 * @param {Guide} guide @param {View} seen @param {Fact} fact
 */
function reasons(guide, seen, fact) {
  const answers = new Map(seen.answers);
  const before = answers.delete(fact.id) ? view(guide, answers, seen.today) : seen;
  const stand = standing(guide, before);
  const open = openFacts(guide, before, stand.deciding).some((one) => guide.facts[one] === fact);
  return (
    open &&
    stand.acts.length > 0 &&
    unfolding(say(guide, "why-do-you-ask"), "reasons", () => why(guide, before, stand, fact))
  );
}
