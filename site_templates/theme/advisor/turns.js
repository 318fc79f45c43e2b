/** Work that keeps the page from neither showing what it has nor answering. */

/** The page gets a turn after so many milliseconds of work. */
const TURN = 8;

/** When what is in the page by now has been painted, or would be if it were seen. */
export const painted = () =>
  new Promise((done) => {
    if (document.hidden) setTimeout(done);
    else requestAnimationFrame(() => setTimeout(done));
  });

/**
 * Works through a generator in turns with the page.
 * @template T @param {Generator<unknown, T>} steps @returns {Promise<T>}
 */
export async function inTurns(steps) {
  for (let since = performance.now(); ;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < TURN) continue;
    await new Promise((next) => setTimeout(next));
    since = performance.now();
  }
}
