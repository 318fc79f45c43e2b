/**
 * What comes next: the days of the plan, what is to be done on each, and how it ends. Loaded, with
 * its own style, when advice is shown for the first time.
 */

import { distance, inWords, iso } from "./dates.js";
import { details, h } from "./dom.js";
import { unique } from "./evaluate.js";
import { say, tell } from "./phrases.js";
import { branch, follow } from "./plan.js";
import { actLink, advised, advising, filled, sentenceParts } from "./wording.js";

/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */
/** @import { Plan, Step } from "./plan.js" */

/** So many days are shown of a plan that may go on for years. */
const MOST_DAYS = 20;

const href = new URL("timeline.css", import.meta.url).href;
await new Promise((done) =>
  document.head.append(h("link", { rel: "stylesheet", href, onload: done, onerror: done })),
);

/** The first sentence of a text. @param {string} text */
const brief = (text) => /^.+?[.!?…]['”’)]*(?=\s+[^\s\p{Ll}]|$)/su.exec(text)?.[0] ?? text;

/**
 * The plan that begins with some advice; nothing where the advice says it all.
 * @param {Given} given
 */
export function timeline(given) {
  const { guide, view } = given;
  const plan = follow(guide, view.answers, view.today);
  const { steps, stops } = plan;
  const [first] = steps;
  const days = unique(steps.map((step) => step.view.today));
  const shown = days.slice(0, MOST_DAYS);
  const whole = shown.length === days.length;
  const end = h("p", { class: "ends" }, whole ? ending(given, plan) : say(guide, "and-so-on"));
  /** @param {...Child} parts */
  const section = (...parts) =>
    h("section", { class: "plan" }, h("h2", say(guide, "next")), ...parts);
  if (steps.length === 1) {
    const after = replies(given, first);
    if (after.length) return section(h("ul", ...after), end);
    return stops === "end" || stops === "stuck" ? "" : section(end);
  }
  return section(
    h("p", say(guide, "next-why")),
    h(
      "ol",
      // Safari takes a list without markers for none, unless told.
      { role: "list" },
      ...shown.map((day) =>
        h(
          "li",
          h(
            "h3",
            ...tell(guide, "day-and-distance", {
              day: h("time", { datetime: iso(day) }, inWords(day, view.today, guide.locale)),
              distance: h("small", distance(day, view.today, guide.locale)),
            }),
          ),
          ...steps
            .filter((step) => step.view.today === day)
            .flatMap((step) => told(given, step, step !== first)),
          day === shown.at(-1) && end,
        ),
      ),
    ),
  );
}

/**
 * A step: its act, why in one sentence unless that stands above, and what may come of it.
 * @param {Given} given @param {Step} step @param {boolean} why @returns {Child[]}
 */
function told(given, step, why) {
  const here = { ...given, ...step };
  const reason = why && brief(filled(here, advising(here)[0].because).textContent?.trim() ?? "");
  return [
    h("p", { class: step.act.kind }, ...linked(here)),
    reason && h("p", { class: "reason" }, reason),
    details(say(given.guide, "replies"), ...replies(given, step)),
  ];
}

/** What may come of a step, and what is then to be done. @param {Given} given @param {Step} step */
const replies = (given, step) =>
  (step.act.replies ?? []).map((reply) => {
    const plan = branch(given.guide, step, reply);
    const [first] = plan.steps;
    const then = first ? linked({ ...given, ...first }) : [asked(given, plan)];
    return h("li", reply.title, h("span", { class: "then" }, ...then));
  });

/** The act as a link, and its dates. @param {Given} given @returns {Child[]} */
function linked(given) {
  const act = actLink(given, advised(given));
  const [id, days] = sentenceParts(given);
  return id === null ? [act] : tell(given.guide, id, { act, ...days });
}

/** What the reader is to say before it goes on. @param {Given} given @param {Plan} plan */
function asked({ guide }, { stops, asks }) {
  if (asks !== null) return say(guide, "answer-that", { question: guide.facts[asks].ask });
  return say(guide, stops === "asks" ? "ask-again" : "change-what-changed");
}

/** How the plan ends. @param {Given} given @param {Plan} plan */
function ending(given, plan) {
  const { guide, view } = given;
  const { steps, stops, day } = plan;
  const last = steps[steps.length - 1];
  switch (stops) {
    case "end":
      return say(guide, "plan-ends");
    case "waits":
      return say(guide, "plan-waits");
    case "open":
      return say(guide, last.act.kind === "contact" ? "plan-open-answer" : "plan-open");
    case "stuck":
      return say(guide, "plan-stuck");
    default: {
      const later = { day: inWords(day, view.today, guide.locale), what: asked(given, plan) };
      return say(guide, day > last.view.today ? "plan-asks-later" : "plan-asks", later);
    }
  }
}
