import { LineCounter, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { Problem } from "./problem.js";

/** A YAML file's value, and where in the file its parts stand. */
export interface YamlSource {
  value: unknown;
  /** The line (from 1) of the key or list item at `path`, or of the nearest part above it that there is. */
  lineOf: (path: readonly PropertyKey[]) => number;
  /** What is wrong with the file as YAML. The value is null when they leave none. */
  problems: Problem[];
}

// The parser's own messages quote the file, which may list people; these don't.
const MEANINGS: Readonly<Record<string, [string, string]>> = {
  DUPLICATE_KEY: ["the same key stands here twice", "Remove one of the two."],
  NON_STRING_KEY: ["a key is not text", "Put the key in quotes."],
  TAB_AS_INDENT: ["a tab is used to indent", "Indent with spaces."],
  BAD_ALIAS: ["an alias (*name) has no anchor (&name)", "Put text that begins with * or & in quotes."],
  TAG_RESOLVE_FAILED: ["a tag (!name) is not known", "Put text that begins with ! in quotes."],
  MULTIPLE_DOCS: [
    "the file holds more than one document",
    "Keep one policy per file, without `---` in between.",
  ],
  BAD_SCALAR_START: ["a text begins with a character that YAML reserves", "Put the text in quotes."],
};
const NOT_YAML: [string, string] = [
  "is not valid YAML",
  "Check indentation, colons, quotes and brackets here.",
];

export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: "error",
  });
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.map(({ code, pos }) => {
    const [message, remedy] = MEANINGS[code] ?? NOT_YAML;
    return { line: lines.linePos(pos[0]).line, path: "", message, remedy };
  });
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line;
  // Only a doubled key leaves a value whose further problems are worth telling.
  if (faults.some(({ code }) => code !== "DUPLICATE_KEY")) return { value: null, lineOf, problems };
  try {
    return { value: document.toJS() as unknown, lineOf, problems };
  } catch {
    const [message, remedy] = ["its aliases don't resolve, or multiply without end", "Write the values out."];
    return { value: null, lineOf, problems: [...problems, { line: 1, path: "", message, remedy }] };
  }
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!isScalar(pair?.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (!isScalar(node) && !isMap(node) && !isSeq(node)) break;
      offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
