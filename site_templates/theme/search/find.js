/** Finds words in the index of a site: the sections that hold the start of each of them. */

/** @typedef {[id: string, heading: string, text: string]} Section */
/** @typedef {[address: string, title: string, sections: Section[]]} Page */
/** @typedef {{ locale: string, phrases: Record<string, any>, pages: Page[] }} Index */
/** @typedef {{ page: Page, section: Section, words: string[], score: number }} Found */

/** How much a word counts in a title, in a heading and in a text. */
const WEIGHTS = [12, 6, 1];
/** How much of a text is shown. */
const SHOWN = 180;

/** Letters without accents, in lower case, as long as before. @param {string} text */
const plain = (text) =>
  [...text].map((letter) => letter.normalize("NFD")[0].toLowerCase().slice(0, 1)).join("");

/** Where in a text a word starts that begins so. @param {string} text @param {string} word */
function placeOf(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!at || !/[\p{L}\p{N}]/u.test(text[at - 1])) return at;
  return -1;
}

/** The words that are looked for. @param {string} typed */
export const wordsOf = (typed) => plain(typed).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The sections that hold every word, the best first: a title counts for more than a heading, and
 * that for more than the text. Of a page whose title alone holds them, the first section is meant.
 * @param {Index} index @param {string} typed @returns {Found[]}
 */
export function find(index, typed) {
  const words = wordsOf(typed);
  if (!words.length) return [];
  /** @type {Found[]} */
  const found = [];
  for (const page of index.pages) {
    const [, title, sections] = page;
    let before = 0;
    for (const section of sections) {
      const texts = [title, section[1], section[2]].map(plain);
      const scores = words.map((word) =>
        texts.reduce((sum, text, i) => sum + (placeOf(text, word) < 0 ? 0 : WEIGHTS[i]), 0),
      );
      const own = words.some((word) => texts.slice(1).some((text) => placeOf(text, word) >= 0));
      const score = scores.reduce((sum, one) => sum + one, 0);
      if (scores.every(Boolean) && (own || !before)) {
        found.push({ page, section, words, score });
        before += 1;
      }
    }
  }
  return found.sort((one, other) => other.score - one.score);
}

/**
 * As much of a text as is shown, around the first word, in pieces: each says whether it was found.
 * @param {string} text @param {string[]} words @returns {[text: string, hit: boolean][]}
 */
export function marked(text, words) {
  const folded = plain(text);
  const first = Math.min(...words.map((word) => placeOf(folded, word)).filter((at) => at >= 0));
  const from = Number.isFinite(first) && first > SHOWN / 2 ? text.indexOf(" ", first - 60) + 1 : 0;
  const end = from + SHOWN < text.length ? text.lastIndexOf(" ", from + SHOWN) : text.length;
  /** @type {[string, boolean][]} */
  const pieces = [[from ? "… " : "", false]];
  let rest = from;
  while (rest < end) {
    const hits = words
      .map((word) => [placeOf(folded.slice(rest, end), word), word.length])
      .filter(([at]) => at >= 0)
      .sort(([one], [other]) => one - other);
    if (!hits.length) break;
    const [[at, length]] = hits;
    pieces.push([text.slice(rest, rest + at), false]);
    pieces.push([text.slice(rest + at, rest + at + length), true]);
    rest += at + length;
  }
  pieces.push([text.slice(rest, end) + (end < text.length ? " …" : ""), false]);
  return pieces.filter(([piece]) => piece);
}
