/**
 * The page for a state: a question or the advice, the answers so far, and which day it is. The
 * advice tells the act and its date, why, what else, what not, and who says otherwise.
 */

import { readState, sift, writeNumber, writeState } from "./answers.js";
import { fromIso, inWords, iso, realToday } from "./dates.js";
import { button, details, h, instead, safe } from "./dom.js";
import {
  dates,
  dayOfTerm,
  decidedBy,
  nextQuestion,
  openFacts,
  overridden,
  standing,
  unique,
  view,
} from "./evaluate.js";
import { optionsOf } from "./guide.js";
import { questionForm, showError } from "./question.js";

/** @import { Fact, Guide, Rule, Text, Value } from "./types.js" */
/** @import { State } from "./answers.js" */
/** @import { Standing, View } from "./evaluate.js" */
/** @import { Child } from "./dom.js" */

/**
 * The address of the page of a rule, an act or a source, or of a point on it.
 * @typedef {(kind: "rule" | "act" | "source", id: string, point?: string) => string} Where
 */

/** @typedef {{ guide: Guide, view: View, stand: Standing, where: Where }} Given */

/** An id as words. @param {string} id */
const spoken = (id) => (id[0].toUpperCase() + id.slice(1)).replace(/[-_]/g, " ");

/**
 * A value in words.
 * @param {Guide} guide @param {Fact} fact @param {Value | undefined} value @param {number} today
 * @returns {string}
 */
function valueInWords(guide, fact, value, today) {
  if (value === null || value === undefined) return fact.unknown ?? "not known";
  if (typeof value === "number")
    return fact.type === "date"
      ? inWords(value, today, guide.language)
      : `${writeNumber(value, fact.decimals)} ${fact.unit ?? ""}`.trim();
  const labels = optionsOf(fact).filter(([id]) => [value].flat().includes(id));
  return labels.map(([, label]) => label).join(", ") || "None of these";
}

/** A text with the reader's values in it. @param {Given} given @param {Text} text */
export function filled({ guide, view: { values, today } }, text) {
  if (typeof text === "string") return safe(text);
  return safe(
    text.html,
    text.values.map((value) => {
      const term = "term" in value ? value.term : value;
      const day = "term" in value && dayOfTerm(guide, term, values, today);
      if (typeof day === "number") return inWords(day, today, guide.language);
      return "fact" in term
        ? valueInWords(guide, guide.facts[term.fact], values[term.fact], today)
        : "";
    }),
  );
}

/** The act's title, and its dates. @param {Given} given */
export function sentence({ guide, view, stand }) {
  const { title } = guide.acts[stand.acts[0]];
  const { until, by } = dates(guide, view, stand);
  /** @param {number} day */
  const words = (day) => inWords(day, view.today, guide.language);
  return [
    title,
    until !== null && `${title === "Wait" ? "" : "– "}until ${words(until)}`,
    by !== null && `– by ${words(by)}`,
  ].filter((part) => typeof part === "string");
}

/**
 * The rules that say so: those that certainly do. Where several that may apply come to the same,
 * none of them need be certain.
 * @param {Given} given
 */
export function advising({ guide, stand: { firm, live } }) {
  const [certain, likely] = [firm, live].map((rules) =>
    rules.map((i) => guide.rules[i]).filter((rule) => rule.act !== null),
  );
  return certain.length ? certain : likely;
}

/** @param {string} name @param {string} title @param {Child[]} items */
const section = (name, title, items) =>
  items.length > 0 && h("section", { class: name }, h("h2", title), h("ul", ...items));

/** @param {Given} given @param {Rule} rule */
const ruleLink = ({ where }, { id }) => h("a", { href: where("rule", id) }, spoken(id));

/** @param {Given} given @param {string} source @param {string} [point] */
function sourceLink({ guide, where }, source, point) {
  const { title, by } = guide.sources[source];
  return h("a", { href: where("source", source, point) }, by ? `${title}, ${by}` : title);
}

/** How many sources a rule has, or which. @param {Given} given @param {Rule} rule */
function origin({ guide }, { points }) {
  const [source, ...others] = unique(points.map((point) => guide.points[point].source));
  if (others.length) return `From ${others.length + 1} sources`;
  return source ? `From “${guide.sources[source].title}”` : "The guide’s own view";
}

/**
 * Why a rule says so and on what it rests.
 * @param {Given} given @param {Rule} rule @returns {Child[]}
 */
const reason = (given, rule) => [
  filled(given, rule.because),
  details(
    origin(given, rule),
    ...rule.points.map((point) => {
      const { source, says } = given.guide.points[point];
      return h("li", `${says} (`, sourceLink(given, source, point), ")");
    }),
    rule.editorial && h("li", rule.editorial),
    h("li", "The rule: ", ruleLink(given, rule)),
  ),
];

/**
 * What else is worth doing, or better left alone, with the reasons that do not stand above.
 * @param {Given} given @param {Rule[]} firm @param {"also" | "avoid"} key
 */
const company = (given, firm, key) =>
  unique(firm.flatMap((rule) => rule[key])).map((index) => {
    const { id, title } = given.guide.acts[index];
    return h(
      "li",
      h("p", h("a", { class: "act", href: given.where("act", id) }, title)),
      ...firm
        .filter((rule) => rule[key].includes(index) && rule.act === null)
        .flatMap((rule) => reason(given, rule)),
    );
  });

/** What each source alone would advise, and why the guide does not. @param {Given} given */
const voices = (given) =>
  Object.keys(given.guide.sources).map((source) => {
    const { rules, acts } = given.guide;
    const said = standing(given.guide, given.view, source).firm.map((i) => rules[i]);
    const advised = unique(said.flatMap(({ act }) => (act === null ? [] : [acts[act].title])));
    return h(
      "li",
      sourceLink(given, source),
      `: ${advised.join("; ") || "silent"}`,
      ...said.map(({ aside }) => aside && h("p", `Not followed here: ${aside}`)),
    );
  });

/**
 * The advice: its heading, and what stands below it.
 * @param {Given} given
 * @returns {{ heading: string, parts: Child[] }}
 */
function advice(given) {
  const { guide, view, stand, where } = given;
  const act = stand.settled ? guide.acts[stand.acts[0]] : null;
  const firm = stand.firm.map((i) => guide.rules[i]);
  const next = h("div");
  // The advice stands without what comes next, whose scripts are only loaded here.
  if (act)
    import("./timeline.js").then(({ timeline }) => next.append(timeline(given)), console.error);
  return {
    heading: act ? sentence(given).join(" ") : "This guide has no advice for this situation",
    parts: [
      act && h("div", { class: "text" }, filled(given, act.text)),
      act?.words && h("p", h("a", { class: "button", href: where("act", act.id) }, "Words to use")),
      section(
        "why",
        "Why",
        advising(given).map((rule) => h("li", ...reason(given, rule))),
      ),
      section("also", "Also worth doing", company(given, firm, "also")),
      section("avoid", "Better not", company(given, firm, "avoid")),
      next,
      details(
        "Rules that gave way",
        ...overridden(guide, view).map(({ rule, by }) =>
          h(
            "li",
            ruleLink(given, guide.rules[rule]),
            " gave way to ",
            ...by.flatMap((i, n) => [n > 0 && ", ", ruleLink(given, guide.rules[i])]),
          ),
        ),
      ),
      details("What each source would say", ...voices(given)),
    ],
  };
}

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
      h("dd", valueInWords(guide, one, answers.get(one.id), today), note && h("small", note)),
      h(
        "dd",
        h("a", { href: to({ asked: one.id }), "aria-label": `Change: ${one.ask}` }, "Change"),
      ),
    );
  };
  /** @param {string} title @param {Fact[]} facts */
  const rows = (title, facts) => (facts.length ? [h("h3", title), h("dl", ...facts.map(row))] : []);
  const content = [
    before && h("a", { class: "back", href: to({ asked: before.id }) }, "Back"),
    h(
      "p",
      { class: "caption" },
      guide.question,
      day !== null && ` As if today were ${inWords(day, realToday(), guide.language)}.`,
    ),
    !form && h("h1", { tabindex: "-1" }, heading),
    ...parts,
    given.length > 0 &&
      h(
        "section",
        { class: "answers" },
        h("h2", "Your answers"),
        ...(decisive
          ? [
              ...rows(
                "These decided it",
                given.filter(({ id }) => decisive.has(id)),
              ),
              ...rows(
                "The others",
                given.filter(({ id }) => !decisive.has(id)),
              ),
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
      `${other ? "As if today were" : "Today is"} ${inWords(today, realToday(), language)}`,
    ),
    h(
      "form",
      { onsubmit: instead(() => set(fromIso(input.value))) },
      h("label", { for: input.id }, "Ask as if it were another day"),
      input,
      h("button", "Use this day"),
      other && button(() => set(null), "Use the real day"),
    ),
  );
}
