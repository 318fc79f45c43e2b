/**
 * The applications that a reader keeps: a list of them, sorted by when to do something next, a way
 * to keep one more, and all of them as a file.
 */

import { time } from "./advice.js";
import { earlier, readState, sift, writeState } from "./answers.js";
import { button, download, h, instead } from "./dom.js";
import { nextQuestion, standing } from "./evaluate.js";
import { MOST, asText, clean, joined, keyOf, load, newId, parse, same, store, written } from "./kept.js";
import { say, tell } from "./phrases.js";
import { advised, leaf } from "./wording.js";

/** @import { Answers, Guide } from "./types.js" */
/** @import { State } from "./answers.js" */
/** @import { Child } from "./dom.js" */
/** @import { Application } from "./kept.js" */
/** @import { Ways, Where } from "./wording.js" */

/**
 * What is shown, the id of the application it is of, if that is kept, and ways to go on: `to` gives
 * the fragment for a change, `go` moves to one.
 * @typedef {object} Keeping
 * @property {Guide} guide
 * @property {Where} where
 * @property {Ways} ways
 * @property {Answers} answers
 * @property {number} today
 * @property {string} [open]
 * @property {(change: Partial<State>) => string} to
 * @property {(fragment: string) => void} go
 */

/** A name goes in its own direction. @param {Application} one */
const named = ({ name }) => h("bdi", name);

/** @param {Guide} guide @param {string | undefined} id */
const found = (guide, id) => load(guide)?.find((one) => one.id === id);

/**
 * Keeps an application with other answers.
 * @param {Guide} guide @param {string} id @param {Answers} answers
 */
function update(guide, id, answers) {
  const changed = load(guide)?.map((one) =>
    one.id === id ? { ...one, answers: written(guide, answers) } : one,
  );
  return changed !== undefined && store(guide, changed);
}

/**
 * Keeps what was answered to a question, as long as what was there before is what is kept: who has
 * gone back, or tries what would follow from something, changes nothing.
 * @param {Guide} guide @param {string} id @param {Answers} before @param {Answers} after
 */
export function keepUp(guide, id, before, after) {
  const one = found(guide, id);
  if (one && same(guide, one, before)) update(guide, id, after);
}

/**
 * Fills the place for what is kept: with the list where nothing is answered yet, and otherwise with
 * a word on the application that is open.
 * @param {Keeping} keeping @param {HTMLElement} place
 */
export function shelve(keeping, place) {
  const { guide, answers, open, to } = keeping;
  if (!answers.size) place.replaceChildren(shelf(keeping, "h2"));
  const one = found(guide, open);
  if (!answers.size || !open || !one) return;
  const told = h("p", { role: "status", tabindex: "-1" });
  const keep = button(() => {
    if (update(guide, open, answers)) shelve(keeping, place);
    else told.textContent = say(guide, "not-kept");
  }, say(guide, "keep-instead"));
  const kept = same(guide, one, answers);
  place.replaceChildren(
    h("p", ...tell(guide, kept ? "kept-as" : "kept-otherwise", { name: named(one) })),
    ...(kept ? [] : [h("p", { class: "actions" }, keep)]),
    told,
    h("p", h("a", { href: to({ answers: new Map(), version: undefined, open: undefined }) }, say(guide, "kept"))),
  );
}

/**
 * A way to keep what is shown, unless it is kept already.
 * @param {Keeping} keeping @returns {Child[]}
 */
export function keepForm({ guide, answers, open, to, go }) {
  if (found(guide, open)) return [];
  const told = h("p", { role: "status" });
  const input = h("input", { required: true, maxlength: MOST.name, autocomplete: "off" });
  const keep = () => {
    const [id, name, all] = [newId(), clean(input.value), load(guide)];
    const one = { id, name, answers: written(guide, answers) };
    if (name && all && store(guide, [...all, one])) go(to({ open: id }));
    else told.textContent = say(guide, name ? "not-kept" : "name-missing");
  };
  return [
    h("h3", say(guide, "keep-here")),
    h("p", say(guide, "keep-why")),
    h(
      "form",
      { onsubmit: instead(keep) },
      h("label", say(guide, "its-name"), input),
      h("button", say(guide, "keep")),
    ),
    told,
  ];
}

/**
 * The list, what can be done with it, and a way to take in a file.
 * @param {Keeping} keeping @param {"h2" | "h3"} level
 */
export function shelf(keeping, level) {
  const { guide } = keeping;
  const [list, tools] = [h("div"), h("div")];
  const told = h("p", { role: "status", tabindex: "-1" });
  const file = h("input", { type: "file", accept: ".json,application/json" });
  const takeIn = h("label", { class: "file" }, say(guide, "take-in-file"), file);

  /** @param {Child[]} words */
  const announce = (...words) => {
    told.replaceChildren(h("span", ...words));
    (told.querySelector("button") ?? told).focus();
  };
  /** @param {Application[]} all @param {Child[]} words */
  const change = (all, ...words) => {
    const done = store(guide, all);
    draw();
    announce(...(done ? words : [say(guide, "not-kept")]));
  };
  /**
   * Forgets some, which can be brought back as long as the page is shown.
   * @param {Application[]} gone @param {Child[]} words
   */
  const forget = (gone, words) => {
    const ids = new Set(gone.map(({ id }) => id));
    const others = () => (load(guide) ?? []).filter(({ id }) => !ids.has(id));
    const undo = () => change([...others(), ...gone], say(guide, "back-again"));
    change(others(), ...words, " ", gone.length > 0 && button(undo, say(guide, "undo")));
  };
  const save = () => {
    download(`${guide.title}.json`, "application/json", asText(guide, load(guide) ?? []));
    announce(say(guide, "file-saved"));
  };
  /** @param {ReturnType<typeof outlook>} row */
  const item = ({ one, leaves, words, version, href }) => {
    const input = h("input", { required: true, maxlength: MOST.name, value: one.name });
    const rename = () => {
      const name = clean(input.value);
      const all = load(guide) ?? [];
      if (!name) announce(say(guide, "name-missing"));
      else {
        const named = all.map((it) => (it.id === one.id ? { ...it, name } : it));
        change(named, say(guide, "renamed"));
      }
    };
    const gone = () => forget([one], tell(guide, "forgotten", { name: named(one) }));
    return h(
      "li",
      leaves,
      h(
        "div",
        h("p", h("a", { class: "act", href }, named(one))),
        h("p", words),
        version !== guide.version &&
          h(
            "p",
            h("small", say(guide, earlier(guide, version) ? "changed-since" : "differ-now")),
          ),
        h(
          "details",
          h("summary", ...tell(guide, "rename-or-forget", { name: named(one) })),
          h(
            "form",
            { onsubmit: instead(rename) },
            h("label", say(guide, "its-name"), input),
            h("button", say(guide, "rename")),
            button(gone, say(guide, "forget")),
          ),
        ),
      ),
    );
  };
  const draw = () => {
    const all = load(guide);
    const rows = (all ?? []).map((one) => outlook(keeping, one));
    rows.sort((one, other) => one.day - other.day);
    const clear = () => forget(all ?? [], [say(guide, "all-forgotten")]);
    const buttons = h(
      "p",
      { class: "actions" },
      all && button(save, say(guide, "save-file")),
      button(clear, say(guide, "forget-all")),
    );
    const open = tools.querySelector("details")?.open ?? !all;
    list.replaceChildren();
    tools.replaceChildren(takeIn);
    if (all?.length === 0) return;
    list.append(
      h(level, say(guide, "kept")),
      h("p", say(guide, all ? "kept-where" : "kept-unreadable")),
      h("ul", { role: "list" }, ...rows.map(item)),
    );
    tools.append(h("details", { open }, h("summary", say(guide, "all-of-them")), buttons, takeIn));
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const all = load(guide);
    const tooBig = chosen.size > MOST.bytes;
    const text = tooBig ? "" : await chosen.text().catch(() => "");
    const taken = parse(text);
    file.value = "";
    const strange = taken?.some(({ answers }) => !readState(guide, answers).answers.size);
    if (!all) announce(say(guide, "kept-unreadable"));
    else if (!taken) announce(say(guide, tooBig ? "file-too-big" : "file-not-one"));
    else if (strange) announce(say(guide, "file-of-another"));
    else {
      const { all: together, added } = joined(all, taken);
      change(together, say(guide, "file-taken-in", { count: added }));
    }
  });
  const changed = (/** @type {StorageEvent} */ { key }) => {
    if (!list.isConnected) removeEventListener("storage", changed);
    else if (key === null || key === keyOf(guide)) draw();
  };
  addEventListener("storage", changed);
  draw();
  return h("div", { class: "shelf" }, list, told, tools);
}

/**
 * What an application comes to today: what to do and when, or what is to be answered first.
 * @param {Keeping} keeping @param {Application} one
 */
function outlook({ guide, where, ways, today }, one) {
  const state = readState(guide, one.answers);
  const { seen } = sift(guide, state.answers, today);
  const stand = standing(guide, seen);
  const given = { guide, view: seen, stand, where, ways };
  const next = stand.settled ? null : nextQuestion(guide, seen, stand);
  const act = stand.settled ? advised(given) : null;
  const [day, when] = act ? time(given, act) : [null, ""];
  return {
    one,
    day: day ?? (act ? Infinity : today),
    leaves: day !== null && leaf(given, Math.max(day, today), true),
    words: act
      ? say(guide, "act-when", { act: act.title, when })
      : next === null
        ? say(guide, "no-advice")
        : say(guide, "kept-asks", { question: guide.facts[next].ask }),
    version: state.version ?? guide.version,
    href: writeState(guide, { ...state, day: null, asked: null, open: one.id }),
  };
}
