/**
 * A plan as an iCalendar file (RFC 5545): the same events, with the same UIDs, as
 * generator/mannerly/terminal/calendar_file.py makes.
 */

import { iso } from "./dates.js";
import { say } from "./phrases.js";

/** @import { Guide } from "./types.js" */
/** @import { Plan, Step } from "./plan.js" */

/** @typedef {{ uid: string, day: number, title: string, description: string }} Entry */

/** The namespace of the UUIDs of addresses. */
const NAMESPACE = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

/** So many octets of a line stand before it is folded. */
const OCTETS = 75;

/** Text without what moves a cursor or turns the direction of writing. @param {string} text */
const clean = (text) =>
  text.replace(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ");

/** @param {string} text */
const line = (text) => clean(text).replace(/\s+/g, " ").trim();

/**
 * What of a plan belongs in a calendar: all but the waits, as their ends are the days of the next
 * steps, and the day on which the guide has to be asked again.
 * @param {Guide} guide @param {Plan} plan @param {(step: Step) => string} describe
 * @returns {Promise<Entry[]>}
 */
export async function entries(guide, { steps, stops, day, asks }, describe) {
  const story = steps.length ? storyOf(guide, steps[0]) : {};
  /** @param {string} act @param {number} number */
  const uid = (act, number) =>
    uuid(`mannerly:${JSON.stringify([guide.title, story, act, number])}`);
  const doing = steps.filter(({ act }) => act.kind !== "wait");
  const found = doing.map(async (step, i) => {
    const { act, view } = step;
    // Told apart by how often it is still to come: what is left of a later plan keeps its number.
    const left = doing.slice(i).filter((one) => one.act === act).length;
    return {
      uid: await uid(act.id, left),
      day: view.today,
      title: act.title,
      description: describe(step),
    };
  });
  const last = steps.at(-1);
  if ((stops === "asks" || stops === "answer-anew") && last && day > last.view.today)
    found.push(
      uid("", 1).then((id) => ({
        uid: id,
        day,
        title: guide.question,
        description: asks === null ? say(guide, "outdated") : guide.facts[asks].ask,
      })),
    );
  return Promise.all(found);
}

/**
 * What stays as it is for as long as a plan is about the same thing: the choices that no act and no
 * reply changes and, of the past dates that no act changes, the first.
 * @param {Guide} guide @param {Step} step
 */
function storyOf(guide, { view: { answers } }) {
  const done = new Set(guide.acts.flatMap(({ changes = [] }) => changes.map(([fact]) => fact)));
  const heard = new Set(
    guide.acts.flatMap(({ replies = [] }) =>
      replies.flatMap(({ changes }) => changes.map(([fact]) => fact)),
    ),
  );
  /** @type {Map<string, string>} */
  const story = new Map();
  /** @type {number[]} */
  const days = [];
  guide.facts.forEach(({ id, type, range }, i) => {
    const value = answers.get(id);
    if (type === "choice" && typeof value === "string" && !done.has(i) && !heard.has(i))
      story.set(id, value);
    if (range === "past" && typeof value === "number" && !done.has(i)) days.push(value);
  });
  if (days.length) story.set("began", iso(Math.min(...days)));
  return Object.fromEntries([...story].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A UUID of version 5 (RFC 9562) for a name. @param {string} name */
async function uuid(name) {
  const space = NAMESPACE.replace(/-/g, "").match(/../g) ?? [];
  const bytes = [...space.map((hex) => parseInt(hex, 16)), ...new TextEncoder().encode(name)];
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array(bytes)));
  hash[6] = (hash[6] & 15) | 80;
  hash[8] = (hash[8] & 63) | 128;
  const hex = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
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
      `DESCRIPTION:${escaped(clean(description))}`,
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
  let size = 0;
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      const octets = 1 + +(code > 0x7f) + +(code > 0x7ff) + +(code > 0xffff);
      const fold = size + octets > OCTETS;
      size = fold ? 1 + octets : size + octets;
      return fold ? `\r\n ${character}` : character;
    })
    .join("");
}
