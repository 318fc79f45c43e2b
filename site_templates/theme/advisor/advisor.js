/**
 * "What should I do now?": asks one question after the other and gives the advice, in this page.
 * The state is the fragment of the page's address, so that Back, Forward and reload lose nothing.
 */

import { realToday } from "./dates.js";
import { h } from "./dom.js";
import { loaded, readGuide } from "./guide.js";
import { render } from "./page.js";
import { inTurns, painted } from "./turns.js";

/** @import { Guide } from "./types.js" */
/** @import { Where } from "./wording.js" */

/** @typedef {{ subscribe(run: () => void): void }} Announced */
const theme = /** @type {{ document$?: Announced, location$?: Announced }} */ (globalThis);

/** How often an open page looks which day it is. */
const MINUTE = 60_000;

/**
 * Puts the questions in the place of what the page holds without them.
 * @param {HTMLElement} root
 */
async function mount(root) {
  if (root.classList.contains("advisor")) return;
  root.classList.add("advisor");
  const filled = () => root.setAttribute("aria-busy", "false");
  const address = new URL(root.dataset.guide ?? "guide.json", document.baseURI);
  /** @type {Guide} */
  let guide;
  try {
    guide = readGuide(await loaded(address), address.href);
  } catch (error) {
    console.error(error);
    filled();
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
  if (!root.isConnected) return;
  filled();

  const title = document.title;
  /** @type {Where} */
  const where = (kind, id, point) => {
    const pattern = root.dataset[kind];
    const page = pattern ? pattern.replace("{id}", id) : new URL(`${kind}/${id}/`, address).href;
    return point ? `${page}#${point}` : page;
  };
  let shown = "";
  let today = realToday();
  let begun = false;
  /** @type {ReturnType<typeof render> | undefined} */
  let drawing;
  /** @param {string} fragment */
  const go = async (fragment) => {
    // What was pressed answers at once, however long it takes to work out what it leads to.
    await painted();
    if (!root.isConnected) return;
    // Unlike a change of the fragment, this is no event that themes take for a new page.
    if (fragment !== location.hash) history.pushState(null, "", fragment);
    move();
  };
  const show = () => {
    shown = location.hash;
    today = realToday();
    begun = false;
    drawing?.return();
    drawing = render(root, guide, shown, where, go);
    document.title = `${drawing.next().value} – ${title}`;
    const steps = drawing;
    painted().then(() => inTurns(steps)).catch(console.error);
  };
  const move = () => {
    if (location.hash && !location.hash.includes("=")) {
      // A link to a place in the page, such as the one that skips to the content: no new state.
      history.replaceState(null, "", shown || location.pathname);
    } else {
      show();
      root.scrollIntoView({ behavior: "instant" });
      const heading = root.querySelector("[role=alert], h1");
      if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    }
  };
  const { pathname } = location;
  const changed = () => {
    if (!root.isConnected) removeEventListener("hashchange", changed);
    else if (location.pathname === pathname && location.hash !== shown) move();
  };
  addEventListener("hashchange", changed);
  // Who prints at once has all of it too.
  const whole = () => {
    if (root.isConnected) [...(drawing ?? [])];
    else removeEventListener("beforeprint", whole);
  };
  addEventListener("beforeprint", whole);
  // A page that is left open shows the new day, unless an answer has been begun: that one is awaited.
  const wake = () => {
    if (!root.isConnected) {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", wake);
    } else if (today !== realToday() && !document.hidden && !begun) {
      const within = root.contains(document.activeElement);
      show();
      if (within) root.querySelector("h1")?.focus({ preventScroll: true });
    }
  };
  const timer = setInterval(wake, MINUTE);
  document.addEventListener("visibilitychange", wake);
  root.addEventListener(
    "input",
    ({ target }) => (begun ||= /** @type {Element} */ (target).matches("fieldset *")),
    true,
  );
  // Links from one state of the page to the next. Themes that swap pages would follow them themselves.
  root.addEventListener("click", (event) => {
    const { target, ctrlKey, metaKey, shiftKey } = event;
    const link = target instanceof Element && target.closest("a[href^='#']");
    if (!link) return;
    event.stopPropagation();
    if (event.defaultPrevented || ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href") ?? "");
  });
  // Such themes follow links from outside to this page without any event, and then take the focus away.
  theme.location$?.subscribe(() => setTimeout(changed));
  show();
}

const start = () => {
  const root = document.getElementById("mannerly-advisor");
  if (root) mount(root);
};

// Themes that swap pages without loading them announce each page here.
if (theme.document$) theme.document$.subscribe(start);
else start();
