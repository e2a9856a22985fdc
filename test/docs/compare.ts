/** What differs from run to run: IDs, hashes, keys, times, paces. One word each, so that two texts can be compared. */
const CHANGES: [RegExp, string][] = [
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, "UUID"],
  [/\d{1,3}(?:,\d{3})* users\/s\b|\d+\/s\b/g, "PACE"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?Z?)?/g, "TIME"],
  [/\d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d UTC/g, "TIME"],
  [/\d{4}-\d\d-\d\d/g, "DATE"],
  [/\b[\da-f]{8,64}\b…?/g, "HEX"],
  [/127\.0\.0\.1:\d+/g, "ADDRESS"],
  [/\S+\+HEX\+\S+/g, "VKEY"],
  [/version \d+\.\d+\.\d+/g, "VERSION"],
  [/\b\d+ (?:s|min)\b/g, "DURATION"],
  [/\b\d+ h: \d+/g, "HOUR"],
  // How often the log was signed in between.
  [/\b\d[\d,]* entr(?:y|ies)\b/g, "ENTRIES"],
  // A proof is as long as those numbers make it.
  [/\b\d+ hash(?:es)?\b/g, "HASHES"],
  [/\bsigned over \d[\d,]*/g, "signed over ENTRIES"],
  [/\b\d+ (?:are|is) kept\b/g, "KEPT"],
  [/"(?:encoded_request|seconds|batches)":\s*[^\s,}]+,?/g, "VALUE"],
  [/[ \t]+/g, " "],
];

const masked = (line: string) =>
  CHANGES.reduce((text, [pattern, word]) => text.replace(pattern, word), line).trim();

/** What a page names and another run names otherwise. */
const NAMES = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\b[\da-f]{16,64}\b/g;

export interface Comparison {
  /** The lines that are shown and weren't printed, in their order. */
  missing: string[];
  /** IDs as the page has them, and as they were printed in their place. */
  names: Map<string, string>;
}

/**
 * Looks for the lines that a page shows in what a command printed, in this order. `…` stands for any text: for lines
 * where it is alone, else for a part of its line.
 */
export function compare(shown: readonly string[], printed: string): Comparison {
  const lines = printed.split("\n");
  const texts = lines.map(masked);
  const names = new Map<string, string>();
  let at = 0;
  const missing = shown
    .filter((line) => line.trim() !== "" && line.trim() !== "…")
    .filter((line) => {
      const parts = masked(line)
        .split("…")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      const pattern = new RegExp(`^${parts.join(".*")}$`);
      const found = texts.findIndex((text, index) => index >= at && pattern.test(text));
      if (found < 0) return true;
      at = found + 1;
      const there = (lines[found] ?? "").match(NAMES) ?? [];
      // Behind what is left out nobody knows which is which.
      for (const [index, name] of (/^[^…]*/.exec(line)?.[0].match(NAMES) ?? []).entries())
        names.set(name, there[index] ?? name);
      return false;
    });
  return { missing, names };
}
