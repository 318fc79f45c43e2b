/**
 * What comes next: the days of a plan, what is to be done on each, and how it ends; and the plan as
 * a file for a calendar.
 */

import { calendarFile, entries } from "./calendar.js";
import { distance } from "./dates.js";
import { button, details, download, h } from "./dom.js";
import { unique } from "./evaluate.js";
import { say, tell } from "./phrases.js";
import { branch } from "./plan.js";
import { actLink, advising, filled, leads, leaf, linked, plain, spokenDay } from "./wording.js";

/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */
/** @import { Plan, Step } from "./plan.js" */

/** So many days are shown of a plan that may go on for years. */
const MOST_DAYS = 20;

/** The first sentence of a text; the point of "30. März" does not end it. @param {string} text */
const brief = (text) => /^.+?(?:[!?…]|(?<!\d)\.)['\p{Pi}\p{Pf})]*(?=\s+[^\s\p{Ll}]|$)/su.exec(text)?.[0] ?? text;

/**
 * In a sentence what is to be done after the advice, and when.
 * @param {Given} given @param {Plan} plan @returns {Child[]}
 */
export function ahead(given, plan) {
  const { today } = given.view;
  const [{ until }, ...others] = plan.steps;
  const next = others.find(({ act }) => act.kind !== "wait");
  if (!next) return plan.day > today ? ending(given, plan) : [];
  const on = next.view.today;
  return tell(given.guide, on === today ? "then-today" : on === until ? "by-then" : "by-day", {
    day: spokenDay(given, on),
    act: actLink(given, next.act),
  });
}

/**
 * The plan that begins with some advice; nothing where the advice says it all.
 * @param {Given} given @param {Plan} plan
 */
export function timeline(given, plan) {
  const { guide, view } = given;
  const { steps, stops } = plan;
  const [first] = steps;
  const days = unique(steps.map((step) => step.view.today));
  const shown = days.slice(0, MOST_DAYS);
  const whole = shown.length === days.length;
  const ends = whole ? ending(given, plan) : [say(guide, "and-so-on")];
  const end = h("p", { class: "ends" }, ...ends);
  /** @param {...Child} parts */
  const section = (...parts) =>
    h(
      "section",
      { class: "plan" },
      h("h2", say(guide, "next")),
      ...parts,
      ...(plan.day > view.today ? keeping(given, plan) : []),
    );
  if (steps.length === 1) {
    const after = replies(given, first);
    if (after.length) return section(h("ul", ...after), end);
    if (stops === "end" || stops === "stuck") return "";
    // What is yet to come stands at the head already.
    return section(plan.day <= view.today && end);
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
          h("h3", leaf(given, day), " ", h("small", distance(day, view.today, guide.locale))),
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
    const then = first ? linked({ ...given, ...first }) : asked(given, plan);
    return h("li", reply.title, leads(then));
  });

/**
 * What the reader is to say before it goes on: a link to it where that can be said by now.
 * @param {Given} given @param {Plan} plan @returns {Child[]}
 */
function asked({ guide, view, ways }, { steps, stops, asks }) {
  if (asks === null) return [say(guide, stops === "asks" ? "ask-again" : "change-what-changed")];
  const fact = guide.facts[asks];
  const now = steps.length === 1 && !view.answers.has(fact.id);
  return tell(guide, "answer-that", {
    question: now ? h("a", { href: ways.ask(fact) }, fact.ask) : fact.ask,
  });
}

/** How the plan ends. @param {Given} given @param {Plan} plan @returns {Child[]} */
function ending(given, plan) {
  const { guide } = given;
  const { steps, stops, day } = plan;
  const last = steps[steps.length - 1];
  switch (stops) {
    case "end":
      return [say(guide, "plan-ends")];
    case "waits":
      return [say(guide, "plan-waits")];
    case "open":
      return [say(guide, last.act.kind === "contact" ? "plan-open-answer" : "plan-open")];
    case "stuck":
      return [say(guide, "plan-stuck")];
    default: {
      const id = day > last.view.today ? "plan-asks-later" : "plan-asks";
      return tell(guide, id, { day: spokenDay(given, day), what: asked(given, plan) });
    }
  }
}

/**
 * A way to take the plan along, and one to the days before and after.
 * @param {Given} given @param {Plan} plan @returns {Child[]}
 */
function keeping(given, plan) {
  const { guide, view, ways } = given;
  const told = h("p", { role: "status" });
  const save = button(async () => {
    const events = await entries(guide, view.answers, plan, (step) =>
      described({ ...given, ...step }),
    );
    const file = calendarFile(guide.title, events, new Date());
    download(`${guide.title}.ics`, "text/calendar", file);
    told.textContent = say(guide, "calendar-saved");
  }, say(guide, "calendar"));
  return [
    // Browsers give digests, which the ids of events need, to safe origins alone.
    crypto.subtle && h("p", { class: "actions" }, save),
    told,
    h(
      "p",
      { class: "steps" },
      say(guide, "other-day"),
      ...[-1, 1].map((step) => {
        const day = view.today + step;
        return h("a", { href: ways.day(day) }, spokenDay(given, day));
      }),
    ),
  ];
}

/** An act's text, by when, and why. @param {Given & Step} step */
function described(step) {
  const { guide, act, by } = step;
  return [
    plain(filled(step, act.text)),
    ...(by === null ? [] : [say(guide, "do-it-by", { day: spokenDay(step, by) })]),
    ...advising(step).map((rule) => plain(filled(step, rule.because))),
  ].join("\n\n");
}
