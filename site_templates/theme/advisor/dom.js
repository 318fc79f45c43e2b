/** Builds the page's elements. Text is always text; the one door for HTML is `safe`. */

import { painted } from "./turns.js";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with children, what is empty left out, and attributes and listeners (`onclick` …).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {(Child | Record<string, any>)[]} parts
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, ...parts) {
  const element = document.createElement(tag);
  for (const part of parts) {
    if (part instanceof Node || typeof part === "string") element.append(part);
    else if (part)
      for (const [name, value] of Object.entries(part)) {
        if (typeof value === "function") element.addEventListener(name.slice(2), value);
        else if (value !== undefined && value !== false)
          element.setAttribute(name, value === true ? "" : value);
      }
  }
  return element;
}

/**
 * HTML that was made safe when the guide was compiled; the reader's values are put in as text.
 * @param {string} html @param {(string | Node)[]} [values]
 */
export function safe(html, values = []) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const slot of template.content.querySelectorAll("data"))
    slot.replaceWith(values[+slot.value] ?? "");
  return template.content;
}

/** A list that is folded away, if it has items. @param {string} summary @param {Child[]} items */
export const details = (summary, ...items) =>
  items.length > 0 && h("details", h("summary", summary), h("ul", ...items));

/**
 * What is folded away, and made when it is unfolded for the first time.
 * @param {string} summary @param {string} name its class
 * @param {() => Child[] | Promise<Child[]>} make
 */
export function unfolding(summary, name, make) {
  const element = h("details", { class: name }, h("summary", summary));
  const unfold = async () => {
    await painted();
    element.append(h("div", ...(await make())));
  };
  element.addEventListener("toggle", unfold, { once: true });
  return element;
}

/**
 * A button that does something at once.
 * @param {() => void} onclick @param {(Child | Record<string, any>)[]} parts
 */
export const button = (onclick, ...parts) => h("button", { type: "button", onclick }, ...parts);

/**
 * Gives the reader a file.
 * @param {string} name @param {string} type @param {string} text
 */
export function download(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * Copies a text, or if the browser does not let it, what is then selected.
 * @param {string} text @param {() => void} select
 */
export async function copied(text, select) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    select(); // May take the focus too, so only where it must.
    return document.execCommand("copy");
  }
}

/** Lets a form or a link do something else than lead elsewhere. @param {() => void} run */
export const instead = (run) => (/** @type {Event} */ event) => {
  event.preventDefault();
  run();
};
