import { UNUSABLE, type ErrorRows } from "./row.js";

/** Where it was found. Never with what stands there: a list holds people. */
interface Place {
  /** As in `Line 3 of the file of user IDs`. */
  what: string;
  line: number;
}

interface Seen {
  /** How many columns there are, and those whose names are ordinary words. */
  columns: string;
}

const at =
  (reason: string) =>
  ({ what, line }: Place): string =>
    `Line ${line} of ${what} ${reason}, so nothing of it is taken.`;

const EXACTLY = 'Where that belongs to it, write each as a JSON string on a line of its own, such as "u-1".';
const UTF8 = "Save it as text in UTF-8; in Excel that is CSV UTF-8.";

/** Lists that people hand in: taken whole, or refused before anything is done. */
export const LIST_ERRORS = {
  "LIST_INVALID.encoding": { ...UNUSABLE, message: at("isn't text in UTF-8"), remedy: UTF8 },
  "LIST_INVALID.binary": { ...UNUSABLE, message: at("holds a NUL, as no text does"), remedy: UTF8 },
  "LIST_INVALID.archive": {
    ...UNUSABLE,
    message: at("begins a ZIP archive or an Excel workbook"),
    remedy: UTF8,
  },
  "LIST_INVALID.compressed": {
    ...UNUSABLE,
    message: at("is followed by what can't be unpacked"),
    remedy: "It was cut off, or isn't gzip all the way: make it anew.",
  },
  "LIST_INVALID.length": {
    ...UNUSABLE,
    message: at("is longer than any one of them can be"),
    remedy: "Write one on each line.",
  },
  "LIST_INVALID.document": {
    ...UNUSABLE,
    message: at("begins a JSON document that isn't one value a line"),
    remedy: "Write JSON lines; of an array they are made with: jq -c '.[]'",
  },
  "LIST_INVALID.columns": {
    ...UNUSABLE,
    message: ({ columns, what, line }: Place & Seen) =>
      at(`begins a table of ${columns}, none or several of which are known`)({ what, line }),
    remedy: `Name one with --column <name>. It must have a line of names on top. ${EXACTLY}`,
  },
  "LIST_INVALID.column": {
    ...UNUSABLE,
    message: ({ columns, what, line }: Place & Seen) =>
      at(`begins a table of ${columns}, and not exactly one of them is what --column names`)({ what, line }),
    remedy: "Name one as it stands on top of the table.",
  },
  "LIST_INVALID.noTable": {
    ...UNUSABLE,
    message: at("isn't the top of a table with what --column names"),
    remedy: "Leave --column out where each line is one of them.",
  },
  "LIST_INVALID.table": {
    ...UNUSABLE,
    message: at("holds a comma, a semicolon or a tab, as a row of a table does"),
    remedy: `A table needs a line of names on top. ${EXACTLY}`,
  },
  "LIST_INVALID.quoted": {
    ...UNUSABLE,
    message: at("is in quotation marks or braces, and the lines before it aren't"),
    remedy: `Write all of them in one way. ${EXACTLY}`,
  },
  "LIST_INVALID.spaces": {
    ...UNUSABLE,
    message: at("begins or ends with a space"),
    remedy: `Take it off. ${EXACTLY}`,
  },
  "LIST_INVALID.row": {
    ...UNUSABLE,
    message: at("has more or fewer columns than the top of the table, or quotation marks that don't close"),
    remedy: "Correct it, or export the table anew.",
  },
  "LIST_INVALID.empty": {
    ...UNUSABLE,
    message: at("has nothing in the column that is taken"),
    remedy: "Fill it in, or take the row out.",
  },
  "LIST_INVALID.value": {
    ...UNUSABLE,
    message: at("isn't a JSON value like those before it"),
    remedy: "Each line must be a JSON string, or an object that has one under the name of the column.",
  },
} as const satisfies ErrorRows;
