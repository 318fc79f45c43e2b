/**
 * The search: finds the words that are typed in the index of the site. What is typed stays in this
 * page; it stands in the fragment of its address, so that the way back leads to the same results.
 */

import { h } from "../advisor/dom.js";
import { say } from "../advisor/phrases.js";
import { find, marked } from "./find.js";

/** @import { Found, Index } from "./find.js" */

/** How many results are shown at once. */
const MOST = 20;

/** @param {Index} index @param {string} root the address of the site @param {Found} found */
function result(index, root, { page, section, words }) {
  const [address, title] = page;
  const [id, heading, text] = section;
  const { href } = new URL(`${address}${id && `#${id}`}`, root);
  const name =
    heading && heading !== title ? say(index, "search-place", { page: title, heading }) : title;
  return h(
    "li",
    h("a", { href }, name),
    text && h("p", ...marked(text, words).map(([part, hit]) => (hit ? h("mark", part) : part))),
  );
}

/**
 * Fills the page with what is found.
 * @param {HTMLElement} place @param {Index} index @param {string} root the address of the site
 */
function start(place, index, root) {
  const input = /** @type {HTMLInputElement} */ (place.querySelector("input"));
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form"));
  const status = h("p", { role: "status" });
  const list = h("ol", { class: "results" });
  let shown = "";

  function show() {
    const typed = input.value.trim();
    if (typed === shown) return;
    shown = typed;
    const found = find(index, typed);
    history.replaceState(null, "", typed ? `#q=${encodeURIComponent(typed)}` : "#");
    status.textContent = !typed
      ? ""
      : found.length
        ? say(index, "search-found", { count: found.length, words: typed })
        : say(index, "search-nothing", { words: typed });
    list.replaceChildren(...found.slice(0, MOST).map((one) => result(index, root, one)));
  }

  function read() {
    const [, typed] = location.hash.match(/^#q=(.*)/) ?? [];
    if (typed === undefined) return;
    try {
      input.value = decodeURIComponent(typed.replaceAll("+", " "));
    } catch {
      input.value = typed;
    }
    show();
  }

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show();
    list.querySelector("a")?.focus();
  });
  addEventListener("hashchange", read);
  form.after(status, list);
  form.hidden = false;
  read();
  input.focus();
}

const place = document.getElementById("mannerly-search");
if (place) {
  try {
    const answer = await fetch(place.dataset.index ?? "");
    if (!answer.ok) throw new Error(String(answer.status));
    start(place, await answer.json(), new URL(".", answer.url).href);
    place.querySelector(".unavailable")?.remove();
  } catch (error) {
    console.error(error);
  }
}
