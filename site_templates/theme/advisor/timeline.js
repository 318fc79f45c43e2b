/**
 * What comes next: the days of a plan, what is to be done on each, and how it ends; and the plan as
 * a file for a calendar.
 */

import { calendarFile, entries } from "./calendar.js";
import { distance, inWords } from "./dates.js";
import { button, details, h } from "./dom.js";
import { unique } from "./evaluate.js";
import { say, tell } from "./phrases.js";
import { branch } from "./plan.js";
import { actLink, advising, filled, leaf, linked, plain } from "./wording.js";

/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */
/** @import { Plan, Step } from "./plan.js" */

/** So many days are shown of a plan that may go on for years. */
const MOST_DAYS = 20;

/** The first sentence of a text. @param {string} text */
const brief = (text) => /^.+?[.!?…]['”’)]*(?=\s+[^\s\p{Ll}]|$)/su.exec(text)?.[0] ?? text;

/** What is to be done after that, and when, in a sentence. @param {Given} given @param {Plan} plan */
export function ahead(given, plan) {
  const { guide, view } = given;
  const [first, ...others] = plan.steps;
  const next = others.find(({ act }) => act.kind !== "wait");
  const on = next?.view.today ?? plan.day;
  const day = inWords(on, view.today, guide.locale);
  if (next) {
    const id = on === view.today ? "then-today" : on === first.until ? "by-then" : "by-day";
    return h("p", { class: "ahead" }, ...tell(guide, id, { day, act: actLink(given, next.act) }));
  }
  const back = on > view.today && (plan.stops === "asks" || plan.stops === "answer-anew");
  return back ? h("p", { class: "ahead" }, say(guide, "come-back", { day, what: asked(given, plan) })) : "";
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
            leaf(day, view.today, guide.locale),
            " ",
            h("small", distance(day, view.today, guide.locale)),
          ),
          ...steps
            .filter((step) => step.view.today === day)
            .flatMap((step) => told(given, step, step !== first)),
          day === shown.at(-1) && end,
        ),
      ),
    ),
    ...keeping(given, plan),
    otherDay(given),
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

/** A way to take the plan along, where the browser can make the file. @param {Given} given @param {Plan} plan */
function keeping(given, plan) {
  const { guide, view } = given;
  // Stable ids need a digest, which browsers give to safe origins alone.
  if (!crypto.subtle) return [];
  const told = h("p", { role: "status" });
  const save = button(async () => {
    const file = calendarFile(
      guide.title,
      await entries(guide, view.answers, plan, (step) => described({ ...given, ...step })),
      new Date(),
    );
    const href = URL.createObjectURL(new Blob([file], { type: "text/calendar" }));
    h("a", { href, download: `${guide.title}.ics` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    told.textContent = say(guide, "calendar-saved");
  }, say(guide, "calendar"));
  return [h("p", { class: "actions" }, save), told];
}

/** An act's text, by when, and why. @param {Given & Step} step */
function described(step) {
  const { guide, view, act, by } = step;
  const day = by === null ? "" : inWords(by, view.today, guide.locale);
  return [
    plain(filled(step, act.text)),
    day && say(guide, "do-it-by", { day }),
    ...advising(step).map((rule) => plain(filled(step, rule.because))),
  ]
    .filter((part) => part)
    .join("\n\n");
}

/** The days before and after, as if today were one of them. @param {Given} given */
function otherDay({ guide, view: { today }, ways }) {
  const { first, last } = guide.calendar;
  const [before, after] = [-1, 1].map((step) => {
    const day = today + step;
    return (
      day >= first &&
      day <= last &&
      h("a", { href: ways.day(day) }, inWords(day, today, guide.locale))
    );
  });
  return h("p", { class: "steps" }, say(guide, "other-day"), " ", before, " ", after);
}
