/**
 * A plan as an iCalendar file (RFC 5545): the same events, with the same UIDs, as
 * generator/mannerly/terminal/calendar_file.py makes.
 */

import { iso } from "./dates.js";
import { say } from "./phrases.js";

/** @import { Answers, Guide } from "./types.js" */
/** @import { Plan, Step } from "./plan.js" */

/** @typedef {{ uid: string, day: number, title: string, description: string }} Entry */

/** So many octets of a line stand before it is folded. */
const OCTETS = 75;

/** Text without what moves a cursor or turns the direction of writing. @param {string} text */
const harmless = (text) => text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, " ");

/** @param {string} text */
const line = (text) => harmless(text).replace(/\s+/g, " ").trim();

/**
 * What of a plan belongs in a calendar: all but the waits, as their ends are the days of the next
 * steps, and the day on which the guide has to be asked again.
 * @param {Guide} guide
 * @param {Answers} answers all that were given, also before something changed
 * @param {Plan} plan that begins with them @param {(step: Step) => string} describe
 * @returns {Promise<Entry[]>}
 */
export async function entries(guide, answers, { steps, stops, day, asks }, describe) {
  const story = storyOf(guide, answers);
  /** @param {string} act @param {number} number */
  const uid = (act, number) => digest(guide.title, story, act, number);
  const doing = steps.filter(({ act }) => act.kind !== "wait");
  /** @type {Entry[]} */
  const found = [];
  for (const [i, step] of doing.entries()) {
    const { act, view } = step;
    // Told apart by how often it is still to come: what is left of a later plan keeps its number.
    const left = doing.slice(i).filter((one) => one.act === act).length;
    const [id, description] = [await uid(act.id, left), describe(step)];
    found.push({ uid: id, day: view.today, title: act.title, description });
  }
  const last = steps.at(-1)?.view.today ?? day;
  if (day > last && (stops === "asks" || stops === "answer-anew")) {
    const description = asks === null ? say(guide, "outdated") : guide.facts[asks].ask;
    found.push({ uid: await uid("", 1), day, title: guide.question, description });
  }
  return found;
}

/**
 * What stays as it is for as long as a plan is about the same thing: when it all began too.
 * @param {Guide} guide @param {Answers} answers
 */
function storyOf({ facts, lasting }, answers) {
  /** @type {[string, string][]} */
  const story = [];
  /** @type {number[]} */
  const days = [];
  for (const { id } of lasting.map((index) => facts[index])) {
    const value = answers.get(id);
    if (typeof value === "string") story.push([id, value]);
    if (typeof value === "number") days.push(value);
  }
  if (days.length) story.push(["began", iso(Math.min(...days))]);
  return story.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** An id that nothing can be read from. @param {...any} parts */
async function digest(...parts) {
  const name = new TextEncoder().encode(JSON.stringify(parts));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", name)).slice(0, 16);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The file: all-day events with a reminder in the morning. Made at a later time, it moves the
 * events of an earlier one.
 * @param {string} name of the calendar @param {Entry[]} entries @param {Date} now
 */
export function calendarFile(name, entries, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  /** @param {number} day */
  const date = (day) => iso(day).replace(/-/g, "");
  /** @param {string} text */
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Mannerly//Plan//EN",
    `X-WR-CALNAME:${escaped(line(name))}`,
    ...entries.flatMap(({ uid, day, title, description }) => [
      "BEGIN:VEVENT",
      `SUMMARY:${escaped(line(title))}`,
      `DTSTART;VALUE=DATE:${date(day)}`,
      `DTEND;VALUE=DATE:${date(day + 1)}`,
      `DTSTAMP:${stamp}`,
      `UID:${uid}`,
      `SEQUENCE:${Math.floor(now.getTime() / 60000)}`,
      "CLASS:PRIVATE",
      `DESCRIPTION:${escaped(harmless(description))}`,
      "TRANSP:TRANSPARENT",
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      `DESCRIPTION:${escaped(line(title))}`,
      "TRIGGER:PT9H",
      "END:VALARM",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
    "",
  ];
  return lines.map(folded).join("\r\n");
}

/** A line in pieces that are short enough, no character torn apart. @param {string} text */
function folded(text) {
  const encoder = new TextEncoder();
  let size = 0;
  let lines = "";
  for (const character of text) {
    const { length } = encoder.encode(character);
    size += length;
    if (size > OCTETS) {
      lines += "\r\n ";
      size = 1 + length;
    }
    lines += character;
  }
  return lines;
}
