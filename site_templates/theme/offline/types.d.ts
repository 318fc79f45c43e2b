// What the build writes before the worker.

/** A digest of the site. */
declare const VERSION: string;
/** The addresses of what is always kept, below the site's own. */
declare const FILES: string[];
