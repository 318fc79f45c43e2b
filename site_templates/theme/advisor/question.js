/** A question: its form, what it says of a date while one is typed, and its errors. */

import { readNumber, writeNumber } from "./answers.js";
import { civil, distance, fieldOrder, fromIso, inWords, iso, readDate, weekday } from "./dates.js";
import { button, h, instead, safe } from "./dom.js";
import { optionsOf } from "./guide.js";
import { say } from "./phrases.js";

/** @import { Fact, Guide, Value } from "./types.js" */
/** @import { Child } from "./dom.js" */

/**
 * @typedef {object} Asked
 * @property {Guide} guide
 * @property {Fact} fact
 * @property {number} today
 * @property {Value | undefined} value what was answered before
 * @property {[string, number][]} known dates that were given elsewhere: the fact's name, the day
 * @property {(value: Value) => string | undefined} answer takes an answer, or says why it cannot be
 */

/** @typedef {{ value: Value } | { error: string }} Reading */

/**
 * The fields of a question, and what the reader has put into them; `complete` fields offer
 * "not known" themselves.
 * @typedef {object} Controls
 * @property {Child[]} fields
 * @property {(data: FormData) => Reading} read
 * @property {boolean} [complete]
 */

/** The form of a question. @param {Asked} asked */
export function questionForm(asked) {
  const { guide, fact, answer } = asked;
  /** @param {Reading} reading */
  const take = (reading) => {
    const error = "error" in reading ? reading.error : answer(reading.value);
    if (error) showError(guide, form, error);
  };
  const { fields, read, complete } = controls(asked, (value) => take({ value }));
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: instead(() => take(read(new FormData(form)))),
    },
    h(
      "fieldset",
      { "aria-describedby": fact.help && "advisor-help" },
      h("legend", h("h1", { tabindex: "-1" }, fact.ask)),
      fact.help && h("div", { id: "advisor-help", class: "help" }, safe(fact.help)),
      ...fields,
    ),
    h(
      "p",
      { class: "actions" },
      h("button", { class: "button" }, say(guide, "continue")),
      fact.unknown !== undefined && !complete && button(() => take({ value: null }), fact.unknown),
    ),
  );
  return form;
}

/**
 * Says what is wrong: beside the fields, and in a summary that takes the focus.
 * @param {Guide} guide @param {HTMLFormElement} form @param {string} message
 */
export function showError(guide, form, message) {
  for (const old of document.querySelectorAll("#advisor-problem, #advisor-error")) old.remove();
  const fieldset = /** @type {HTMLFieldSetElement} */ (form.firstElementChild);
  const [legend, help] = fieldset.children;
  const inputs = fieldset.querySelectorAll("input");
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  legend.after(h("p", { id: "advisor-error", class: "error" }, message));
  fieldset.setAttribute("aria-describedby", `advisor-error ${help.id}`);
  const [{ id }] = inputs;
  const jump = instead(() => inputs[0].focus());
  const summary = h(
    "div",
    { id: "advisor-problem", role: "alert", tabindex: "-1" },
    h("h2", say(guide, "problem")),
    h("p", h("a", { href: `#${id}`, onclick: jump }, message)),
  );
  form.before(summary);
  summary.focus();
}

/** A field to type into. @param {string} label @param {Record<string, any>} attributes */
const field = (label, attributes) =>
  h("label", { class: "typed" }, label, h("input", { autocomplete: "off", ...attributes }));

/** @param {Asked} asked @param {(value: Value) => void} take @returns {Controls} */
function controls(asked, take) {
  const { type, decimals, low = 0, high = 0 } = asked.fact;
  if (type === "date") return dateControls(asked, take);
  if (type !== "number") return boxes(asked, optionsOf(asked.guide, asked.fact));
  if (decimals || high - low >= 10) return numberControls(asked);
  // A few numbers are quicker chosen than typed.
  const numbers = Array.from({ length: high - low + 1 }, (_, i) => `${low + i}`);
  return boxes(
    asked,
    numbers.map((number) => [number, number]),
  );
}

/**
 * Radio buttons or checkboxes.
 * @param {Asked} asked @param {[string, string][]} options @returns {Controls}
 */
function boxes({ guide, fact, value }, options) {
  const several = fact.type === "several";
  const chosen = value === null ? ["?"] : [value ?? []].flat().map(String);
  const all = [...options];
  if (!several && fact.unknown !== undefined) all.push(["?", fact.unknown]);
  return {
    complete: !several,
    fields: [
      several && h("p", { class: "help" }, say(guide, "choose-any")),
      h(
        "div",
        { class: fact.type === "number" ? "options few" : "options" },
        ...all.map(([id, label], i) =>
          h(
            "label",
            h("input", {
              type: several ? "checkbox" : "radio",
              name: "answer",
              id: `advisor-${i}`,
              value: id,
              checked: chosen.includes(id),
            }),
            h("span", label),
          ),
        ),
      ),
    ],
    read: (data) => {
      const ids = data.getAll("answer").map(String);
      if (several) return { value: ids };
      if (!ids.length) return { error: say(guide, "choose-an-answer") };
      if (ids[0] === "?") return { value: null };
      return { value: fact.type === "number" ? +ids[0] : ids[0] };
    },
  };
}

/** @param {Asked} asked @returns {Controls} */
function numberControls({ guide, fact, value }) {
  const { low = 0, high = 0, decimals = 0, unit = "" } = fact;
  const [from, to] = [low, high].map((bound) => writeNumber(bound, decimals));
  const range = say(guide, unit ? "number-in-unit" : "number-from-to", {
    unit,
    low: from,
    high: to,
  });
  return {
    fields: [
      field(range, {
        id: "advisor-0",
        name: "answer",
        inputmode: decimals ? "decimal" : "numeric",
        value: typeof value === "number" ? writeNumber(value, decimals) : undefined,
      }),
    ],
    read: (data) => {
      const text = String(data.get("answer")).trim();
      const number = readNumber(text, decimals);
      if (number !== null) return { value: number };
      if (!text) return { error: say(guide, "enter-a-number") };
      const id = decimals ? "not-a-decimal" : "not-a-whole-number";
      return { error: say(guide, id, { text, decimals, range }) };
    },
  };
}

/** @param {Asked} asked @param {(value: Value) => void} take @returns {Controls} */
function dateControls({ guide, fact: { range }, value, today, known }, take) {
  const { locale, calendar } = guide;
  const names = ["day", "month", "year"];
  /** @param {number} day */
  const fits = (day) => !(range === "past" && day > today) && !(range === "future" && day < today);
  /** Of the same date in several years, the nearest that can be. @param {number[]} days */
  const likely = (days) =>
    (days.some(fits) ? days.filter(fits) : days).sort(
      (one, other) => Math.abs(one - today) - Math.abs(other - today),
    )[0];
  /** @param {FormData} data */
  const typed = (data) => names.map((name) => String(data.get(name)));
  /** @param {number} day */
  const told = (day) => {
    const [words, far] = [inWords(day, today, locale), distance(day, today, locale)];
    return say(guide, day < today ? "that-day-was" : "that-day-is", { day: words, distance: far });
  };
  const echo = h("p", { class: "echo", role: "status" });
  /** @param {number} [day] */
  const parts = (day) => {
    const { date, month, year } = day === undefined ? {} : civil(day);
    return { day: date, month, year };
  };
  const given = parts(typeof value === "number" ? value : undefined);
  if (typeof value === "number") echo.textContent = told(value);
  const fields = fieldOrder(locale).map((name, i) =>
    field(say(guide, name), {
      id: `advisor-${i}`,
      name,
      inputmode: "numeric",
      value: given[name],
    }),
  );
  const row = h("div", { class: "date" }, ...fields);
  row.addEventListener("input", () => {
    const { form } = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    const day = form && readDate(typed(new FormData(form)), today, locale, likely);
    echo.textContent = day === null ? "" : told(day);
  });
  const picker = h("input", {
    class: "picker",
    type: "date",
    tabindex: "-1",
    "aria-hidden": "true",
    min: iso(Math.max(calendar.first, range === "future" ? today : -Infinity)),
    max: iso(Math.min(calendar.last, range === "past" ? today : Infinity)),
    oninput: (/** @type {Event} */ event) => {
      event.stopPropagation();
      const picked = Object.entries(parts(fromIso(picker.value) ?? today));
      for (const [name, part] of picked)
        /** @type {any} */ (row.querySelector(`[name=${name}]`)).value = part;
      row.dispatchEvent(new Event("input"));
    },
  });
  return {
    fields: [
      row,
      picker.showPicker &&
        h(
          "p",
          { class: "pick" },
          button(() => picker.showPicker(), say(guide, "pick-a-day")),
          picker,
        ),
      echo,
      h(
        "div",
        { class: "quick", role: "group", "aria-label": say(guide, "quick-choices") },
        ...quickDays(guide, today, known)
          .filter(([, day]) => fits(day) && day >= calendar.first && day <= calendar.last)
          .map(([label, day]) =>
            button(() => take(day), label, h("small", ` ${inWords(day, today, locale)}`)),
          ),
      ),
    ],
    read: (data) => {
      const fields = typed(data);
      if (!fields.some((field) => field.trim())) return { error: say(guide, "enter-a-date") };
      const day = readDate(fields, today, locale, likely);
      return day === null
        ? { error: say(guide, "not-a-date", { text: fields.join(" ").trim() }) }
        : { value: day };
    },
  };
}

/**
 * Days that are likely meant, each once: the label and the day.
 * @param {Guide} guide @param {number} today @param {[string, number][]} known
 */
function quickDays(guide, today, known) {
  const sinceFriday = (weekday(today) + 3) % 7;
  /** @type {[string, number][]} */
  const days = [
    [say(guide, "today"), today],
    [say(guide, "yesterday"), today - 1],
    [say(guide, "last-friday"), today - (sinceFriday || 7)],
    [say(guide, "tomorrow"), today + 1],
    [say(guide, "next-friday"), today + 7 - sinceFriday],
    ...known,
  ];
  return days.filter(([, day], i) => days.findIndex((one) => one[1] === day) === i);
}
