/**
 * Reads a list of calendar files from standard input, and writes what ical.js finds in each: the
 * name of the calendar, and of each event its uid, name, description, first day, the day after its
 * last one, and when to be reminded.
 */

import { json } from "node:stream/consumers";
import ICAL from "ical.js";

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const { uid, summary, description, startDate, endDate, sequence } = new ICAL.Event(component);
    const [reminder] = component.getAllSubcomponents("valarm");
    return {
      uid,
      summary,
      description,
      start: startDate.toString(),
      end: endDate.toString(),
      sequence,
      stamp: component.getFirstPropertyValue("dtstamp").toString(),
      reminder: reminder.getFirstPropertyValue("trigger").toString(),
    };
  });
  return { name: calendar.getFirstPropertyValue("x-wr-calname"), events };
}

console.log(JSON.stringify((await json(process.stdin)).map(read)));
