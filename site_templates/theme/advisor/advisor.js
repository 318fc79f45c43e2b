/**
 * "What should I do now?": asks one question after the other and gives the advice, in this page.
 * The state is the fragment of the page's address, so that Back, Forward and reload lose nothing.
 */

import { h } from "./dom.js";
import { readGuide } from "./guide.js";
import { render } from "./page.js";

/** @import { Guide } from "./types.js" */
/** @import { Where } from "./wording.js" */

/**
 * Puts the questions in the place of what the page holds without them.
 * @param {HTMLElement} root
 */
async function mount(root) {
  if (root.classList.contains("advisor")) return;
  root.classList.add("advisor");
  const address = new URL(root.dataset.guide ?? "guide.json", document.baseURI);
  /** @type {Guide} */
  let guide;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} answered with status ${response.status}`);
    guide = readGuide(await response.json(), address.href);
  } catch (error) {
    console.error(error);
    root.prepend(
      h(
        "div",
        { role: "alert" },
        h("h2", root.dataset.notLoaded),
        h("p", root.dataset.notLoadedHelp),
      ),
    );
    return;
  }

  const title = document.title;
  /** @type {Where} */
  const where = (kind, id, point) => {
    const pattern = root.dataset[kind];
    const page = pattern ? pattern.replace("{id}", id) : new URL(`${kind}/${id}/`, address).href;
    return point ? `${page}#${point}` : page;
  };
  let shown = "";
  const show = () => {
    shown = location.hash;
    const heading = render(root, guide, shown, where, (fragment) => {
      if (fragment === location.hash) move();
      else location.hash = fragment;
    });
    document.title = `${heading} – ${title}`;
  };
  const move = () => {
    if (!root.isConnected) {
      removeEventListener("hashchange", move);
    } else if (
      location.hash &&
      !location.hash.includes("=") &&
      document.getElementById(location.hash.slice(1))
    ) {
      // A link to a place in the page, such as the one that skips to the content: no new state.
      history.replaceState(null, "", shown || location.pathname);
    } else {
      show();
      root.scrollIntoView({ behavior: "instant" });
      const heading = root.querySelector("[role=alert], h1");
      if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", move);
  show();
}

const start = () => {
  const root = document.getElementById("mannerly-advisor");
  if (root) mount(root);
};

// Themes that swap pages without loading them announce each page here.
const { document$ } = /** @type {{ document$?: { subscribe(run: () => void): void } }} */ (
  globalThis
);
if (document$) document$.subscribe(start);
else start();
