/** A question: its form, what it says of a date while one is typed, and its errors. */

import { bounds, readNumber, writeNumber } from "./answers.js";
import { civil, distance, fieldOrder, fromIso, inWords, iso, readDate, weekday } from "./dates.js";
import { button, h, instead, safe } from "./dom.js";
import { optionsOf } from "./guide.js";
import { say, tell } from "./phrases.js";

/** @import { Fact, Guide, Value } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** What is wrong with an answer, and links to others that could be changed instead. */
/** @typedef {{ why: string, others?: Child[] }} Problem */

/**
 * @typedef {object} Asked
 * @property {Guide} guide
 * @property {Fact} fact
 * @property {number} today
 * @property {Value | undefined} value what was answered before
 * @property {[string, number][]} known dates that were given elsewhere: the fact's name, the day
 * @property {(value: Value) => Problem | undefined} answer takes one, or says why it cannot be
 */

/** @typedef {{ value: Value } | { error: string }} Reading */

/** How many days are offered at most. */
const QUICK = 6;

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
  const { guide, fact, value, answer } = asked;
  /** @param {Reading} reading */
  const take = (reading) => {
    const problem = "error" in reading ? { why: reading.error } : answer(reading.value);
    if (problem) showError(guide, form, problem);
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
      fact.unknown !== undefined &&
        !complete &&
        button(() => take({ value: null }), fact.unknown, {
          "aria-pressed": value === null && "true",
        }),
    ),
  );
  return form;
}

/**
 * Says what is wrong: beside the fields, and in a summary that takes the focus.
 * @param {Guide} guide @param {HTMLFormElement} form @param {Problem} problem
 */
export function showError(guide, form, { why, others = [] }) {
  for (const old of document.querySelectorAll("#advisor-problem, #advisor-error")) old.remove();
  const fieldset = /** @type {HTMLFieldSetElement} */ (form.firstElementChild);
  const [legend, help] = fieldset.children;
  const inputs = fieldset.querySelectorAll("input");
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  legend.after(h("p", { id: "advisor-error", class: "error" }, why));
  fieldset.setAttribute("aria-describedby", `advisor-error ${help.id}`);
  const [{ id }] = inputs;
  const jump = instead(() => inputs[0].focus());
  const summary = h(
    "div",
    { id: "advisor-problem", role: "alert", tabindex: "-1" },
    h("h2", say(guide, "problem")),
    h("p", h("a", { href: `#${id}`, onclick: jump }, why)),
    ...others.map((link) => h("p", ...tell(guide, "or-change", { question: link }))),
  );
  form.before(summary);
  summary.focus();
}

/** A field to type into. @param {string} label @param {Record<string, any>} attributes */
const field = (label, attributes) =>
  h("label", { class: "typed" }, label, h("input", { autocomplete: "off", ...attributes }));

/** @param {Asked} asked @param {(value: Value) => void} take @returns {Controls} */
function controls(asked, take) {
  const { guide, fact } = asked;
  if (fact.type === "date") return dateControls(asked, take);
  const some = fact.type === "several" ? optionsOf(guide, fact) : choices(guide, fact);
  return some ? boxes(asked, some) : numberControls(asked);
}

/**
 * The answers of a question of which one is to be chosen, with their labels.
 * @param {Guide} guide @param {Fact} fact @returns {[Value, string][] | undefined}
 */
export function choices(guide, fact) {
  const { type, decimals, low = 0, high = 0, unknown } = fact;
  if (type === "date" || type === "several") return;
  // A few numbers are quicker chosen than typed.
  if (type === "number" && (decimals || high - low >= 10)) return;
  /** @type {[Value, string][]} */
  const some =
    type === "number"
      ? Array.from({ length: high - low + 1 }, (_, i) => [
          low + i,
          writeNumber(guide, fact, low + i),
        ])
      : optionsOf(guide, fact);
  return unknown === undefined ? some : [...some, [null, unknown]];
}

/**
 * Radio buttons or checkboxes.
 * @param {Asked} asked @param {[Value, string][]} options @returns {Controls}
 */
function boxes({ guide, fact, value }, options) {
  const several = fact.type === "several";
  const chosen = value === undefined ? [] : [value].flat();
  return {
    complete: !several,
    fields: [
      several && h("p", { class: "help" }, say(guide, "choose-any")),
      h(
        "div",
        { class: fact.type === "number" ? "options few" : "options" },
        ...options.map(([one, label], i) =>
          h(
            "label",
            h("input", {
              type: several ? "checkbox" : "radio",
              name: "answer",
              id: `advisor-${i}`,
              value: i,
              checked: /** @type {Value[]} */ (chosen).includes(one),
            }),
            h("span", label),
          ),
        ),
      ),
    ],
    read: (data) => {
      const picked = data.getAll("answer").map((i) => options[+i][0]);
      if (several) return { value: /** @type {string[]} */ (picked) };
      return picked.length ? { value: picked[0] } : { error: say(guide, "choose-an-answer") };
    },
  };
}

/** @param {Asked} asked @returns {Controls} */
function numberControls({ guide, fact, value }) {
  const { decimals = 0, unit = "" } = fact;
  const range = say(guide, unit ? "number-in-unit" : "number-from-to", {
    unit,
    ...bounds(guide, fact),
  });
  return {
    fields: [
      field(range, {
        id: "advisor-0",
        name: "answer",
        inputmode: decimals ? "decimal" : "numeric",
        value: typeof value === "number" ? writeNumber(guide, fact, value) : undefined,
      }),
    ],
    read: (data) => {
      const text = String(data.get("answer")).trim();
      const number = readNumber(text, decimals, guide.locale);
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
  /** @param {number} day */
  const fits = (day) => !(range === "past" && day > today) && !(range === "future" && day < today);
  /** Of the same date in several years, the nearest that can be. @param {number[]} days */
  const likely = (days) =>
    (days.some(fits) ? days.filter(fits) : days).sort(
      (one, other) => Math.abs(one - today) - Math.abs(other - today),
    )[0];
  /** @param {FormData} data */
  const typed = (data) => ["day", "month", "year"].map((name) => String(data.get(name)));
  /** @param {number} day */
  const told = (day) => {
    const [words, far] = [inWords(day, today, locale), distance(day, today, locale)];
    return say(guide, day < today ? "that-day-was" : "that-day-is", { day: words, distance: far });
  };
  const echo = h("p", { class: "echo", role: "status" });
  /** @type {Record<string, number>} */
  const given = typeof value === "number" ? civil(value) : {};
  if (typeof value === "number") echo.textContent = told(value);
  const order = fieldOrder(locale);
  const example = order.map((name) => civil(today)[name]).join(" ");
  const fields = order.map((name, i) =>
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
      for (const [name, part] of Object.entries(civil(fromIso(picker.value) ?? today)))
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
          .slice(0, QUICK)
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
        ? { error: say(guide, "not-a-date", { text: fields.join(" ").trim(), example }) }
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
    ...known,
    [say(guide, "last-friday"), today - (sinceFriday || 7)],
    [say(guide, "tomorrow"), today + 1],
    [say(guide, "next-friday"), today + 7 - sinceFriday],
  ];
  return days.filter(([, day], i) => days.findIndex((one) => one[1] === day) === i);
}
