/** Where this browser keeps applications of a guide, if a reader asked for it. */

/** @import { Guide } from "./types.js" */

/** Sites share a browser's storage where they share a host. @param {Guide} guide */
export const keyOf = ({ address }) => `mannerly ${new URL(address).pathname}`;

/** Whether anything is kept. @param {Guide} guide */
export function anyKept(guide) {
  try {
    return localStorage.getItem(keyOf(guide)) !== null;
  } catch {
    return false; // Some browsers let no page look.
  }
}
