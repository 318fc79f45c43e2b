/**
 * What goes with the advice: why, what comes next, what else, what not, the words to use, and what
 * lies behind it.
 */

import { wordsLink } from "./advice.js";
import { details, h, unfolding } from "./dom.js";
import { dates, nextQuestion, openFacts, overridden, standing, unique } from "./evaluate.js";
import { additions, later, otherwise } from "./otherwise.js";
import { inTurn, say, tell } from "./phrases.js";
import { follow } from "./plan.js";
import { ahead, timeline } from "./timeline.js";
import { inTurns } from "./turns.js";
import {
  actLink,
  advising,
  leads,
  linked,
  reason,
  ruleLinks,
  sourceLink,
  spokenDay,
  valueInWords,
} from "./wording.js";
import { words } from "./words.js";

/** @import { Fact, Rule, Value } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Outcome } from "./otherwise.js" */
/** @import { Given } from "./wording.js" */

/**
 * Adds it to a page that shows the advice, part by part from the top.
 * @param {Given} given @param {HTMLElement} page
 */
export function* more(given, page) {
  const { guide, view, stand } = given;
  const { settled } = stand;
  const firm = stand.firm.map((i) => guide.rules[i]);
  /** @param {string} name @param {Child[]} items */
  const add = (name, items) =>
    items.length &&
    page.append(h("section", { class: name }, h("h2", say(guide, name)), h("ul", ...items)));
  add(
    "why",
    advising(given).map((rule) => h("li", ...reason(given, rule))),
  );
  yield;
  if (settled) {
    const plan = follow(guide, view.answers, view.today);
    const then = ahead(given, plan);
    if (then.length) page.querySelector(".verdict")?.append(h("p", { class: "ahead" }, ...then));
    page.append(timeline(given, plan));
  }
  yield;
  add("also", company(given, firm, "also"));
  add("avoid", company(given, firm, "avoid"));
  for (const link of page.querySelectorAll("[data-act]")) {
    const heading = link.parentElement === page ? "h2" : "h3";
    const there = () => wordsInPlace(given, /** @type {HTMLElement} */ (link), heading);
    link.replaceWith(unfolding(say(guide, "words-to-use"), "words", there));
  }
  yield;
  const gone = overridden(guide, view);
  const gaveWay = gone.map(({ rule, by }) => {
    const one = { rule: ruleLinks(given, [rule]), others: ruleLinks(given, by) };
    return h("li", ...tell(guide, "gave-way-to", one));
  });
  const behind = h(
    "section",
    { class: "behind" },
    h("h2", say(guide, "behind")),
    settled && unfolding(say(guide, "changes"), "", () => changes(given)),
    unfolding(say(guide, "each-source"), "", () => voices(given, gone)),
    details(say(guide, "gave-way"), ...gaveWay),
  );
  page.append(behind);
  const open = settled ? yield* additional(given) : [];
  if (open.length)
    behind.before(
      h(
        "section",
        h("h2", say(guide, "more")),
        h("p", say(guide, "more-why")),
        h("ul", ...open),
      ),
    );
}

/**
 * What else is worth doing, or better left alone, with the reasons that do not stand above.
 * @param {Given} given @param {Rule[]} firm @param {"also" | "avoid"} key
 */
const company = (given, firm, key) =>
  unique(firm.flatMap((rule) => rule[key])).map((index) => {
    const act = given.guide.acts[index];
    return h(
      "li",
      h("p", actLink(given, act)),
      ...firm
        .filter((rule) => rule[key].includes(index) && rule.act === null)
        .flatMap((rule) => reason(given, rule)),
      key === "also" && wordsLink(given, act),
    );
  });

/**
 * The words to use of an act; where they cannot be loaded, the link to the page that has them too.
 * @param {Given} given @param {HTMLElement} link @param {"h2" | "h3"} heading
 * @returns {Promise<Child[]>}
 */
async function wordsInPlace(given, { dataset, childNodes }, heading) {
  try {
    return await words(given, `${dataset.act}`, heading);
  } catch (error) {
    console.error(error);
    return [h("p", { role: "alert" }, say(given.guide, "words-not-loaded")), ...childNodes];
  }
}

/** The questions that are left open, and what answering them would add. @param {Given} given */
function* additional(given) {
  const { guide, view, stand, ways } = given;
  const items = [];
  for (const index of openFacts(guide, view, stand.adding)) {
    const fact = guide.facts[index];
    const found = yield* additions(guide, view, fact);
    const rows = found.map(({ value, acts }) =>
      wayRow(given, fact, [value], ...acts.map((act) => [actLink(given, guide.acts[act])])),
    );
    const question = h("a", { href: ways.ask(fact) }, fact.ask);
    items.push(h("li", question, rows.length > 0 && h("ul", ...rows)));
  }
  return items;
}

/** What would change the advice: another day, or another answer. @param {Given} given */
async function changes(given) {
  const { guide, view, ways } = given;
  const change = await inTurns(later(guide, view));
  const others = await inTurns(otherwise(guide, view));
  const items = unique(others.map(({ fact }) => fact)).map((fact) => {
    const rows = others
      .filter((one) => one.fact === fact)
      .map(({ values, then }) => wayRow(given, fact, values, consequence(given, then)));
    return h("li", h("h3", fact.ask), h("ul", ...rows));
  });
  if (change) {
    const { day, then } = change;
    const from = say(guide, "from-day", { day: spokenDay(given, day) });
    items.unshift(h("li", h("a", { href: ways.day(day) }, from), leads(consequence(given, then))));
  }
  return [items.length ? h("ul", ...items) : say(guide, "nothing-changes")];
}

/**
 * Answers to a question, each a way to what follows from it, and that.
 * @param {Given} given @param {Fact} fact @param {Value[]} values @param {...Child[]} what
 */
const wayRow = ({ guide, view, ways }, fact, values, ...what) =>
  h(
    "li",
    ...inTurn(
      guide,
      values.map((value) =>
        h("a", { href: ways.answer(fact, value) }, valueInWords(guide, fact, value, view.today)),
      ),
    ),
    ...what.map(leads),
  );

/** What is advised then, or on what it hangs. @param {Given} given @param {Outcome | null} then */
function consequence(given, then) {
  const { guide } = given;
  if (!then) return [say(guide, "outdated")];
  if (then.stand.settled) return linked({ ...given, ...then });
  const next = nextQuestion(guide, then.view, then.stand);
  return next === null
    ? [say(guide, "no-advice")]
    : tell(guide, "hangs-on", { question: guide.facts[next].ask });
}

/**
 * What each source alone would advise now, why the guide does not, and how many agree.
 * @param {Given} given @param {ReturnType<typeof overridden>} gone @returns {Child[]}
 */
function voices(given, gone) {
  const { guide, view, stand } = given;
  /** @param {typeof stand} one */
  const days = (one) => JSON.stringify(dates(guide, view, one));
  const [ours] = stand.acts;
  let count = 0;
  const sources = Object.keys(guide.sources).map((source) => {
    const alone = standing(guide, view, source);
    const rules = alone.firm.map((i) => guide.rules[i]).filter(({ act }) => act !== null);
    const acts = /** @type {number[]} */ (unique(rules.map(({ act }) => act)));
    const same = stand.settled && acts.includes(ours);
    const agrees = same && acts.length === 1 && days(alone) === days(stand);
    count += +same;
    return h(
      "li",
      { class: same ? "agrees" : acts.length ? "differs" : "" },
      h("p", sourceLink(given, source)),
      h("p", say(guide, agrees ? "says-the-same" : acts.length ? "says" : "silent")),
      ...(agrees ? [] : acts).map((act) => {
        const its = acts.length > 1 ? { ...alone, firm: [] } : alone;
        return h("p", leads(linked({ ...given, stand: { ...its, acts: [act] } })));
      }),
      ...(same ? [] : rules).map((rule) => {
        if (rule.aside) return h("p", say(guide, "not-followed", { why: rule.aside }));
        const by = gone.find((one) => guide.rules[one.rule] === rule)?.by ?? [];
        return h("p", ...tell(guide, "gave-way-here", { others: ruleLinks(given, by) }));
      }),
    );
  });
  return [
    stand.settled && h("p", say(guide, "voices-agree", { count, all: sources.length })),
    h("ul", { class: "voices" }, ...sources),
  ];
}
