/**
 * Civil dates as day numbers (days since 1970-01-01). There is no clock and no time zone here,
 * but for one place: which day it is for the reader.
 */

/** @import { Calendar, Unit } from "./types.js" */

const LENGTH = 86400000;

/** @param {number} day */
const asDate = (day) => new Date(day * LENGTH);

/**
 * The day number of a date as people write it, or null where there is no such date.
 * @param {number} year @param {number} month from 1 @param {number} date
 */
export function dayOf(year, month, date) {
  const day = Date.UTC(year, month - 1, date) / LENGTH;
  const there = asDate(day);
  const same = there.getUTCMonth() === month - 1 && there.getUTCDate() === date;
  return same && year >= 1000 && year <= 9999 ? day : null;
}

/** @param {number} at */
export function civil(at) {
  const there = asDate(at);
  return { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate() };
}

/** @type {Map<string, any>} */
const made = new Map();

/**
 * What writes something in a language. It takes a browser long to make.
 * @template Format, Options @param {new (locale: string, options?: Options) => Format} Kind
 * @param {string} locale @param {Options} [options] @returns {Format}
 */
export function formatOf(Kind, locale, options) {
  const key = JSON.stringify([Kind.name, locale, options]);
  if (!made.has(key)) made.set(key, new Kind(locale, options));
  return made.get(key);
}

/**
 * How dates are written in a language, but always those of this calendar.
 * @param {string} locale @param {Intl.DateTimeFormatOptions} [options]
 */
const dateFormat = (locale, options) =>
  formatOf(Intl.DateTimeFormat, locale, { calendar: "gregory", timeZone: "UTC", ...options });

/** How far off a day is. @param {string} locale @param {Intl.RelativeTimeFormatNumeric} numeric */
const relative = (locale, numeric) => formatOf(Intl.RelativeTimeFormat, locale, { numeric });

/** The reader's own calendar date. */
export function realToday() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / LENGTH;
}

/** The day as 2026-03-27. @param {number} day */
export const iso = (day) => asDate(day).toISOString().slice(0, 10);

/** The day that 2026-03-27 means, or null. @param {string} text */
export function fromIso(text) {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year ? dayOf(+year, +month, +date) : null;
}

/** Monday is 0. @param {number} day */
export const weekday = (day) => (((day + 3) % 7) + 7) % 7;

/** @param {Calendar} calendar @param {number} day */
export const isBusinessDay = (calendar, day) =>
  calendar.workWeek.includes(weekday(day)) && !calendar.holidays.has(day);

/**
 * The day that lies `count` units after `day`. A month that is too short gives its last day;
 * the n-th business day is the n-th one after `day`, and 0 is the day itself.
 * @param {Calendar} calendar @param {number} day @param {number} count @param {Unit} unit
 */
export function add(calendar, day, count, unit) {
  if (unit === "days") return day + count;
  if (unit === "months") {
    const { year, month, day: date } = civil(day);
    const last = Date.UTC(year, month + count, 0) / LENGTH;
    return Math.min(last, last - civil(last).day + date);
  }
  const step = Math.sign(count);
  for (let left = Math.abs(count); left > 0;) {
    day += step;
    if (isBusinessDay(calendar, day)) left--;
  }
  return day;
}

/**
 * The names of the months in English and in another language.
 * @param {string} locale
 */
function monthNames(locale) {
  return ["en", locale].flatMap((one) => {
    const format = dateFormat(one, { month: "long" });
    return Array.from({ length: 12 }, (_, i) => format.format(Date.UTC(2000, i, 15)).toLowerCase());
  });
}

/**
 * The order in which day, month and year are written.
 * @param {string} locale @returns {("day" | "month" | "year")[]}
 */
export const fieldOrder = (locale) =>
  /** @type {any[]} */ (dateFormat(locale).formatToParts(0))
    .map(({ type }) => type)
    .filter((type) => ["day", "month", "year"].includes(type));

/** How far off a day is told in words that are understood. */
const FAR = 60;

/**
 * The day that people mean by "yesterday", "3 days ago" or "in 2 weeks", in a language's own words.
 * @param {string} text @param {number} today @param {string} locale
 */
function saidDay(text, today, locale) {
  /** @type {[Intl.RelativeTimeFormatNumeric, "day" | "week", number][]} */
  const ways = [
    ["auto", "day", 1],
    ["always", "day", 1],
    ["always", "week", 7],
  ];
  for (const [numeric, unit, days] of ways) {
    const format = relative(locale, numeric);
    for (let n = -FAR; n <= FAR; n++)
      if (format.format(n, unit).toLowerCase() === text) return today + n * days;
  }
  return undefined;
}

/**
 * A date as typed into the fields for day, month and year. The month may be a name or the start
 * of one; the year may have two digits, or be left out where `likely` says which of some days is
 * meant. A whole date in one field is understood too, and so is "3 days ago". Null: no date.
 * @param {string[]} fields
 * @param {number} today
 * @param {string} locale
 * @param {(days: number[]) => number | undefined} likely
 */
export function readDate(fields, today, locale, likely) {
  let [date, month, year] = fields.map((field) => field.trim().toLowerCase());
  const [whole, ...others] = [date, month, year].filter((field) => field);
  if (whole && !others.length) {
    const day = /\p{L}/u.test(whole) ? saidDay(whole, today, locale) : undefined;
    if (day !== undefined) return day;
    const parts = whole.split(/[\s.,/-]+/).filter((part) => part);
    const [first, second] = parts;
    if (/^\d{4}$/.test(first)) parts.reverse();
    else if (/^\D+$/.test(first) || (fieldOrder(locale)[0] === "month" && !/^\D+$/.test(second)))
      parts.splice(0, 2, second ?? "", first);
    [date = "", month = "", year = ""] = parts;
  }
  const ordinal = /^(\d{1,2})(st|nd|rd|th|\.)?$/.exec(date);
  if (!ordinal || !month || !/^(\d{2}|\d{4})?$/.test(year)) return null;
  const name = monthNames(locale).findIndex((one) => month.length > 2 && one.startsWith(month));
  const here = civil(today).year;
  const years = year ? [+year + (year.length === 2 ? 2000 : 0)] : [here - 1, here, here + 1];
  const days = years
    .map((one) => dayOf(one, name < 0 ? +month : (name % 12) + 1, +ordinal[1]))
    .filter((day) => day !== null);
  return (year ? days[0] : likely(days)) ?? null;
}

/**
 * A day in words, in pieces, with its year only where that differs from today's.
 * @param {number} day @param {number} today @param {string} locale
 */
export function inPieces(day, today, locale) {
  const year = civil(day).year === civil(today).year ? undefined : "numeric";
  return dateFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year,
  }).formatToParts(asDate(day));
}

/**
 * The same as a text.
 * @param {number} day @param {number} today @param {string} locale
 */
export const inWords = (day, today, locale) =>
  inPieces(day, today, locale)
    .map(({ value }) => value)
    .join("");

/**
 * How far off a day is: "9 days ago".
 * @param {number} day @param {number} today @param {string} locale
 */
export const distance = (day, today, locale) =>
  relative(locale, "auto").format(day - today, "day");
