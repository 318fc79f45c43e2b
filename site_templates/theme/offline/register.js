/** Has the guide kept for when there is no network, once the page has all that it needs itself. */

const register = () =>
  navigator.serviceWorker
    .register(new URL("../offline-worker.js", import.meta.url), { updateViaCache: "none" })
    // Where it may not be, as in some private windows, the guide works as without.
    .catch(() => {});

if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
