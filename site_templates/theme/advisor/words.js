/**
 * The words to use, in place: fields to fill in, the texts with them, and ways to take one along.
 */

import { button, copied, h } from "./dom.js";
import { loaded } from "./guide.js";
import { say, tell } from "./phrases.js";
import { filled, plain } from "./wording.js";

/** @import { Guide, Words } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Given } from "./wording.js" */

/**
 * What the reader has typed, by the names of fields. It is kept in no storage.
 * @type {Map<string, string>}
 */
const typed = new Map();

/**
 * What shows something typed, and how it is brought up to date.
 * @type {[element: Element, update: () => void][]}
 */
let following = [];

/** @template {Element} E @param {E} element @param {() => void} update */
function follows(element, update) {
  update();
  following.push([element, update]);
  return element;
}

/** @type {Promise<Record<string, Words[]>> | null} */
let loading = null;

/** All words to use of a guide, loaded once. @param {Guide} guide */
function loadWords({ address }) {
  loading ??= loaded(new URL("words.json", address));
  loading.catch(() => (loading = null));
  return loading;
}

/**
 * The words to use of an act.
 * @param {Given} given @param {string} act @param {"h2" | "h3"} heading
 */
export const words = async (given, act, heading) =>
  sheet(given, (await loadWords(given.guide))[act], heading);

/** @param {Given} given @param {Words[]} some @param {"h2" | "h3"} heading @returns {Child[]} */
function sheet(given, some, heading) {
  const { guide } = given;
  const fields = [...new Set(some.flatMap((one) => one.fields))];
  const told = h("p", { role: "status" });
  return [
    fields.length > 0 && h("p", say(guide, "fill-in")),
    h("div", { class: "fields" }, ...fields.map(blankField)),
    ...some.map((one) => script(given, one, heading, told)),
    told,
  ];
}

/** @param {string} name */
function blankField(name) {
  const input = h("input", {
    autocomplete: "off",
    oninput: () => {
      typed.set(name, input.value);
      following = following.filter(([element]) => element.isConnected);
      for (const [, update] of following) update();
    },
  });
  follows(input, () => {
    const text = typed.get(name) ?? "";
    if (input.value !== text) input.value = text;
  });
  return h("label", { class: "typed" }, name, input);
}

/**
 * One text, with what was typed in it, to copy or to send.
 * @param {Given} given @param {Words} words @param {"h2" | "h3"} heading @param {HTMLElement} told
 */
function script(given, { title, text, subject }, heading, told) {
  const { guide } = given;
  /** @param {string} name */
  const blank = (name) => {
    const span = h("span");
    return follows(span, () => {
      const value = typed.get(name)?.trim();
      span.textContent = value || `[${name}]`;
      span.className = value ? "" : "blank";
    });
  };
  const body = h("blockquote", filled(given, text, blank));
  const topic = subject && h("span", filled(given, subject, blank));
  const mail = topic && h("a", { rel: "noreferrer" }, say(guide, "write-email"));
  if (mail)
    follows(mail, () => {
      const parts = { subject: topic.textContent ?? "", body: plain(body).replace(/\n/g, "\r\n") };
      const query = Object.entries(parts).map(([key, one]) => `${key}=${encodeURIComponent(one)}`);
      mail.href = `mailto:?${query.join("&")}`;
    });
  const copy = button(async () => {
    told.textContent = "";
    const done = await copied(plain(body), () => getSelection()?.selectAllChildren(body));
    told.textContent = say(guide, done ? "copied" : "not-copied", { title });
  }, say(guide, "copy"));
  copy.setAttribute("aria-label", say(guide, "copy-words", { title }));
  return h(
    "div",
    { class: "script" },
    h(heading, title),
    topic && h("p", ...tell(guide, "subject", { topic })),
    body,
    h(
      "p",
      { class: "actions" },
      copy,
      mail,
    ),
  );
}
