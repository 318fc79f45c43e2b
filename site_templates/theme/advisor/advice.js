/** The advice: why, what else, what not, what gave way, and what each source would say. */

import { details, h } from "./dom.js";
import { openFacts, overridden, standing, unique } from "./evaluate.js";
import { say, tell } from "./phrases.js";
import {
  actLink,
  advised,
  advising,
  filled,
  ruleLink,
  sentence,
  sourceLink,
} from "./wording.js";

/** @import { Fact, Rule } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */

/**
 * The advice: its heading, and what stands below it. `hrefOf` gives the address at which a
 * question is asked.
 * @param {Given} given @param {(fact: Fact) => string} hrefOf
 * @returns {{ heading: string, parts: Child[] }}
 */
export function advice(given, hrefOf) {
  const { guide, view, stand, where } = given;
  const act = stand.settled ? advised(given) : null;
  const firm = stand.firm.map((i) => guide.rules[i]);
  const next = h("div");
  // The advice stands without what comes next, whose scripts are only loaded here.
  if (act)
    import("./timeline.js").then(({ timeline }) => next.append(timeline(given)), console.error);
  const more = openFacts(guide, view, stand.adding).map((one) => guide.facts[one]);
  return {
    heading: act ? sentence(given) : say(guide, "no-advice"),
    parts: [
      act && h("div", { class: "text" }, filled(given, act.text)),
      act?.words &&
        h("p", h("a", { class: "button", href: where("act", act.id) }, say(guide, "words-to-use"))),
      section(
        "why",
        say(guide, "why"),
        advising(given).map((rule) => h("li", ...reason(given, rule))),
      ),
      section("also", say(guide, "also"), company(given, firm, "also")),
      section("avoid", say(guide, "avoid"), company(given, firm, "avoid")),
      next,
      details(
        say(guide, "gave-way"),
        ...overridden(guide, view).map(({ rule, by }) => {
          const others = h(
            "span",
            ...by.flatMap((i, n) => [n > 0 && ", ", ruleLink(given, guide.rules[i])]),
          );
          return h(
            "li",
            ...tell(guide, "gave-way-to", { rule: ruleLink(given, guide.rules[rule]), others }),
          );
        }),
      ),
      details(say(guide, "each-source"), ...voices(given)),
      act &&
        more.length > 0 &&
        h(
          "section",
          { class: "more" },
          h("h2", say(guide, "more")),
          h("p", say(guide, "more-why")),
          h("ul", ...more.map((fact) => h("li", h("a", { href: hrefOf(fact) }, fact.ask)))),
        ),
    ],
  };
}

/** @param {string} name @param {string} title @param {Child[]} items */
const section = (name, title, items) =>
  items.length > 0 && h("section", { class: name }, h("h2", title), h("ul", ...items));

/** How many sources a rule has, or which. @param {Given} given @param {Rule} rule */
function origin({ guide }, { points }) {
  const [source, ...others] = unique(points.map((point) => guide.points[point].source));
  if (others.length) return say(guide, "from-sources", { count: others.length + 1 });
  return source
    ? say(guide, "from-source", { source: guide.sources[source].title })
    : say(guide, "own-view");
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
      return h(
        "li",
        ...tell(given.guide, "point", { says, source: sourceLink(given, source, point) }),
      );
    }),
    rule.editorial && h("li", rule.editorial),
    h("li", ...tell(given.guide, "the-rule", { rule: ruleLink(given, rule) })),
  ),
];

/**
 * What else is worth doing, or better left alone, with the reasons that do not stand above.
 * @param {Given} given @param {Rule[]} firm @param {"also" | "avoid"} key
 */
const company = (given, firm, key) =>
  unique(firm.flatMap((rule) => rule[key])).map((index) =>
    h(
      "li",
      h("p", actLink(given, given.guide.acts[index])),
      ...firm
        .filter((rule) => rule[key].includes(index) && rule.act === null)
        .flatMap((rule) => reason(given, rule)),
    ),
  );

/** What each source alone would advise, and why the guide does not. @param {Given} given */
const voices = (given) =>
  Object.keys(given.guide.sources).map((source) => {
    const { guide } = given;
    const said = standing(guide, given.view, source).firm.map((i) => guide.rules[i]);
    const acts = unique(said.flatMap(({ act }) => (act === null ? [] : [guide.acts[act].title])));
    return h(
      "li",
      ...tell(guide, "source-says", {
        source: sourceLink(given, source),
        said: acts.join("; ") || say(guide, "silent"),
      }),
      ...said.map(({ aside }) => aside && h("p", say(guide, "not-followed", { why: aside }))),
    );
  });
