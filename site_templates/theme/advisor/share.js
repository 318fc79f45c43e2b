/** A link that holds the answers. Loaded when a reader asks for one. */

import { button, h } from "./dom.js";
import { say } from "./phrases.js";

/** @import { Guide } from "./types.js" */

/**
 * A way to take the answers along.
 * @param {Guide} guide @param {string} fragment that holds the answers
 */
export function sharing(guide, fragment) {
  const href = new URL(fragment, location.href).href;
  const field = h("input", { readonly: true, value: href, "aria-label": say(guide, "the-link") });
  const told = h("p", { role: "status" });
  const copy = async () => {
    field.select();
    const done = await navigator.clipboard.writeText(href).then(
      () => true,
      () => document.execCommand("copy"),
    );
    told.textContent = say(guide, done ? "link-copied" : "link-selected");
  };
  return [
    h("p", say(guide, "share-why")),
    field,
    h("p", { class: "actions" }, button(copy, say(guide, "copy-link"))),
    told,
  ];
}
