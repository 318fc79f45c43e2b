/**
 * For editors, in a preview only: the rules that apply to what is on the page, with the lines on which
 * they stand, and what the last save changed.
 */

import {} from "./advisor.js";
import { readState, sift } from "./answers.js";
import { realToday } from "./dates.js";
import { h } from "./dom.js";
import { overridden, standing } from "./evaluate.js";
import { readGuide } from "./guide.js";

/** @import { Guide } from "./types.js" */

/** @typedef {{ changed: string | null, places: Record<string, [place: string, address: string]> }} Told */

/** How long until it is asked again what a save has changed, in milliseconds. */
const AGAIN = 500;

/** @param {HTMLElement} root */
async function attach(root) {
  const address = new URL(root.dataset.guide ?? "guide.json", document.baseURI);
  /** @param {string | URL} url */
  const read = async (url) => (await fetch(url, { cache: "no-store" })).json();
  const guide = readGuide(await read(address), address.href);
  const there = new URL("preview.json", address);
  /** @type {Told} */
  let told = await read(there);
  const [rules, saved] = [h("div"), h("div")];
  root.after(
    h(
      "aside",
      { class: "panel", "aria-labelledby": "panel" },
      h("h2", { id: "panel" }, "For editors"),
      saved,
      rules,
      h("style", STYLE),
    ),
  );
  const show = () => rules.replaceChildren(...applying(guide, told));
  new MutationObserver(show).observe(root, { childList: true });
  show();
  while (told.changed === null) {
    saved.replaceChildren(h("p", "What the last save changed is being worked out …"));
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    told = await read(there);
  }
  saved.replaceChildren(
    h("h3", "What the last save changed"),
    told.changed
      ? h("pre", { tabindex: "0", role: "region", "aria-label": "Changes" }, told.changed)
      : h("p", "Nothing yet."),
  );
}

/**
 * The rules that apply, or may, in the situation on the page.
 * @param {Guide} guide @param {Told} told @returns {Node[]}
 */
function applying(guide, { places }) {
  const { answers, day } = readState(guide, location.hash);
  const { seen } = sift(guide, answers, day ?? realToday());
  const { settled, deciding } = standing(guide, seen);
  const under = new Map(overridden(guide, seen).map(({ rule, by }) => [rule, by]));
  /** @param {number} i */
  const link = (i) => {
    const { id } = guide.rules[i];
    const [place, href] = places[id] ?? [id, ""];
    return [h("a", { href }, id), ` ${place}`];
  };
  /** @param {number} i */
  const item = (i) => {
    const by = (under.get(i) ?? []).map((one) => guide.rules[one].id).join(", ");
    const [sure, decides] = [seen.certain.includes(i), deciding.includes(i)];
    const says = by ? `gives way to ${by}` : !sure ? "may apply" : decides ? "decides" : "applies";
    return h("li", ...link(i), `: ${says}`);
  };
  const maybe = settled ? [] : seen.possible.filter((i) => !seen.certain.includes(i));
  return [
    h("h3", "Rules that apply here"),
    h("ul", ...(seen.certain.length ? seen.certain.map(item) : [h("li", "None yet.")])),
    h("details", h("summary", `Rules that may apply: ${maybe.length}`), h("ul", ...maybe.map(item))),
  ];
}

const STYLE = `
.panel { max-inline-size: 60rem; margin: 3rem auto; padding: 1rem 1.5rem; font-size: 0.9rem;
  border: 2px dashed currentColor; border-radius: 8px; }
.panel pre { overflow: auto; max-block-size: 24rem; }`;

const beside = document.getElementById("mannerly-advisor");
if (beside) attach(beside).catch(console.error);
