/**
 * Keeps the guide for when there is no network. What the network has goes first; what was kept is
 * shown when it does not answer in time. The build writes VERSION and FILES before this; where the
 * guide is not kept any longer, there are no files, and the worker removes all that was kept, and
 * itself. Browsers look for a new worker whenever a page is opened.
 *
 * Answers stand in the fragment of an address. A worker sees it, so that it is taken off first.
 */

/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} Work */
/** @typedef {Work & { request: Request, respondWith(answer: Promise<Response>): void }} Asked */

const worker = /** @type {any} */ (self);
/** @type {string} */
const scope = worker.registration.scope;
// The storage is shared by all that lies on the same host.
const own = `mannerly ${scope} `;
const current = own + VERSION;

/** So many milliseconds the network may take. */
const PATIENCE = 3000;

worker.addEventListener("install", (/** @type {Work} */ event) => {
  worker.skipWaiting();
  if (FILES.length) event.waitUntil(fill());
});

worker.addEventListener("activate", (/** @type {Work} */ event) => event.waitUntil(begin()));

const serve = (/** @type {Asked} */ event) => {
  const { request } = event;
  const address = new URL(request.url);
  address.hash = address.search = "";
  if (request.method !== "GET" || !address.href.startsWith(scope)) return;
  const fresh = fetch(request);
  event.waitUntil(fresh.then((response) => keep(address.href, response.clone())).catch(() => {}));
  event.respondWith(soonest(address.href, fresh));
};
if (FILES.length) worker.addEventListener("fetch", serve);

/** Fetches all that is always kept, past what the browser has of an older build. */
async function fill() {
  const cache = await caches.open(current);
  const requests = FILES.map((file) => new Request(new URL(file, scope), { cache: "no-cache" }));
  await cache.addAll(requests);
}

/** Drops what was kept of other builds, and serves the pages that are open, or none any longer. */
async function begin() {
  for (const other of await caches.keys())
    if (other.startsWith(own) && other !== current) await caches.delete(other);
  await (FILES.length ? worker.clients.claim() : worker.registration.unregister());
}

/** @param {string} address @param {Response} response */
async function keep(address, response) {
  if (response.status !== 200 || response.type !== "basic" || response.redirected) return;
  const cache = await caches.open(current);
  await cache.put(address, response);
}

/**
 * What the network answers, or else what was kept.
 * @param {string} address @param {Promise<Response>} fresh
 */
async function soonest(address, fresh) {
  const cache = await caches.open(current);
  const kept = await cache.match(address);
  if (!kept) return fresh;
  /** @type {Promise<Response>} */
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  const answered = fresh.then((response) => (response.status < 500 ? response : kept));
  return Promise.race([answered, late]).catch(() => kept);
}
