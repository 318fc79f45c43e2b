/** Ways to take answers along: a link, paper, and what is kept. */

import { button, copied, h } from "./dom.js";
import { keepForm, shelf } from "./keep.js";
import { say } from "./phrases.js";

/** @import { Guide } from "./types.js" */
/** @import { Child } from "./dom.js" */
/** @import { Keeping } from "./keep.js" */

/**
 * All that can be done with what is shown, and with what is kept.
 * @param {Keeping} keeping @param {string} fragment that holds the answers
 * @returns {Child[]}
 */
export const sharing = (keeping, fragment) => [
  ...(keeping.answers.size ? [...link(keeping.guide, fragment), ...keepForm(keeping)] : []),
  shelf(keeping, keeping.answers.size ? "h3" : "h2"), // Only answers have a heading of their own.
];

/** @param {Guide} guide @param {string} fragment */
function link(guide, fragment) {
  const href = new URL(fragment, location.href).href;
  const field = h("input", { readonly: true, value: href, "aria-label": say(guide, "the-link") });
  const told = h("p", { role: "status" });
  const copy = async () => {
    const done = await copied(href, () => field.select());
    told.textContent = say(guide, done ? "link-copied" : "link-selected");
  };
  // Who closes the system's menu without a choice has chosen.
  const send = () => navigator.share({ title: guide.title, url: href }).catch(() => {});
  return [
    h("p", say(guide, "share-why")),
    field,
    h(
      "p",
      { class: "actions" },
      button(copy, say(guide, "copy-link")),
      "share" in navigator && button(send, say(guide, "send-link")),
      button(() => print(), say(guide, "print")),
    ),
    told,
  ];
}
