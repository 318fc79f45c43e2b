/** The compiled guide as `guide.json` holds it, and as the page uses it. For the type checker only. */

export type Unit = "days" | "business days" | "months";

/** A set of cells: bit c is cell c. In the file a number, or a string "0x…". */
export type Mask = bigint;

export interface Calendar {
  first: number;
  last: number;
  /** Monday is 0. */
  workWeek: number[];
  holidays: Set<number>;
}

export type Term = ({ fact: number } | { today: true } | { day: number }) & {
  plus?: [number, Unit][];
};

/** Safe HTML, in which `<data value="n">` stands for the n-th value. */
export type Text = string | { html: string; values: Blank[] };

/** What is put into a text: a fact, a date, or what the reader fills into a field. */
export type Blank = { fact: number } | { term: Term } | { field: string };

/** A message template, as `words.json` holds those of each act by the act's id. */
export interface Words {
  title: string;
  fields: string[];
  text: Text;
  /** Of an email, as one line. */
  subject?: Text;
}

export interface Fact {
  id: string;
  name: string;
  ask: string;
  help?: string;
  type: "choice" | "yesno" | "several" | "number" | "date";
  options?: [string, string][];
  low?: number;
  high?: number;
  decimals?: number;
  unit?: string;
  range?: "past" | "future" | "any";
  unknown?: string;
  /** Its ids in earlier versions of the guide. */
  was?: string[];
  /** Earlier ids of its options, with those of today. */
  renamed?: Record<string, string>;
  /** The facts to ask before it. */
  after?: number[];
  /** The columns that look at it. */
  columns: number[];
  when?: Row[];
}

/** Cells of some columns: pairs of a column's index and a mask. */
export type Row = [number, Mask][];

/** Rows of the guide: bit r is row r. */
export type Rows = Uint32Array;

/**
 * `open` is the mask of all its cells, `cells` finds that of an option. `limits` are the rows that do
 * not allow all cells, with what they allow, and `passing` remembers which rows a mask leaves possible
 * and certain.
 */
export type Column = {
  missing: boolean;
  open: Mask;
  facts: number[];
  cells: Map<Value | undefined, number>;
  limits: [row: number, mask: Mask][];
  passing: Map<Mask, { may: Rows; must: Rows }>;
} & (
  | { kind: "values" | "known"; fact: number }
  | { kind: "number"; fact: number; cuts: number[] }
  | { kind: "includes"; fact: number; option: string }
  | { kind: "dates"; left: Term; right: Term; unit: Unit; cuts: [number, number][] }
  | { kind: "weekday" | "business"; term: Term }
);

export interface Rule {
  id: string;
  title: string;
  act: number | null;
  also: number[];
  avoid: number[];
  because: Text;
  points: string[];
  editorial?: string;
  until?: Term;
  by?: Term;
  over: number[];
  /** The facts that its dates and texts, and the text of its act, speak of. */
  needs: number[];
  aside?: string;
  rows: Row[];
}

export interface Act {
  id: string;
  title: string;
  kind: "contact" | "task" | "wait" | "end";
  text: Text;
  /** Whether its page has words to use. */
  words?: boolean;
  changes?: Change[];
  replies?: Reply[];
}

/** A fact and what becomes of it; the fact alone is to be asked. */
export type Change = [fact: number, to?: Value | Term | { add: number }];

/** What may come of an act; its changes come on top of the act's. */
export interface Reply {
  title: string;
  changes: Change[];
}

export interface Guide {
  format: 1;
  /** Where it lies; its words to use lie beside it. */
  address: string;
  title: string;
  question: string;
  version: string;
  language: string;
  /** In which dates and plural forms are written. */
  locale: string;
  /** The texts of the interface; with plural forms where a number decides. */
  phrases: Record<string, string | Record<string, string>>;
  digest: string;
  /** Proved to leave no gap. */
  complete: boolean;
  calendar: Calendar;
  facts: Fact[];
  /** Those that stay as they are while the advice is followed, and so tell stories apart. */
  lasting: number[];
  existence: number[];
  columns: Column[];
  /** The columns that look at the day alone. */
  daily: number[];
  rules: Rule[];
  /** Of each row the rule, row by row in the order of the rules. */
  owners: number[];
  acts: Act[];
  points: Record<string, { source: string; says: string }>;
  sources: Record<string, { title: string; by: string }>;
  assumptions: { rows: Row[]; because: string }[];
  /**
   * Node 0 is the root. Its fact is to be asked, if it is open; -1 is none. A target below 0 is a
   * leaf: the act -1 - target.
   */
  tree?: { fact: number; column: number; branches: [Mask, number][] }[];
}

/** An option's id, ids, a number in smallest steps or a day; null is "not known". */
export type Value = string | string[] | number | null;

/** By fact id, in the order in which they were given. */
export type Answers = Map<string, Value>;
