import { blocksOf } from "./pages.js";

/** A command of a `console` block, and what the page shows of its output. */
export interface Command {
  /** As it is typed, with what follows in further lines (a document, `<<'END'`). */
  typed: string;
  shown: string[];
}

export interface ConsoleBlock {
  line: number;
  commands: Command[];
  /** Why it can't run here, by the page; empty: it runs. */
  notRun: string;
  /** What a person types when asked; undefined: nobody is asked. */
  answer: string | undefined;
}

/** Of `console` blocks: lines that begin with `$ ` are typed, the others are shown. */
export function consoleBlocksOf(markdown: string): ConsoleBlock[] {
  return blocksOf(markdown)
    .filter(({ language }) => language === "console")
    .map(({ text, comment, line }) => ({
      line,
      commands: commandsOf(text),
      notRun: /^not run: (.*)/.exec(comment)?.[1] ?? "",
      answer: /^typed: (.*)/.exec(comment)?.[1],
    }));
}

function commandsOf(text: string): Command[] {
  const commands: Command[] = [];
  let end: string | undefined;
  for (const line of text.split("\n")) {
    const last = commands.at(-1);
    if (end !== undefined && last) {
      last.typed += `\n${line}`;
      if (line === end) end = undefined;
    } else if (line.startsWith("$ ")) {
      commands.push({ typed: line.slice(2), shown: [] });
      end = /<<'?(\w+)'?/.exec(line)?.[1];
    } else last?.shown.push(line);
  }
  return commands;
}

/** What differs from run to run: IDs, hashes, keys, times, paces. One word each, so that two texts can be compared. */
const CHANGES: [RegExp, string][] = [
  [/\d{1,3}(?:,\d{3})* users\/s|\d+\/s/g, "PACE"],
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, "UUID"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?Z?)?/g, "TIME"],
  [/\d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d UTC/g, "TIME"],
  [/\d{4}-\d\d-\d\d/g, "DATE"],
  [/\b[\da-f]{8,64}\b…?/g, "HEX"],
  [/127\.0\.0\.1:\d+/g, "ADDRESS"],
  [/\S+\+HEX\+\S+/g, "VKEY"],
  [/version \d+\.\d+\.\d+/g, "VERSION"],
  [/\b\d+ s\b/g, "SECONDS"],
  [/"(?:encoded_request|seconds)":\s*\S+/g, "VALUE"],
  [/[ \t]+/g, " "],
];

const masked = (line: string) =>
  CHANGES.reduce((text, [pattern, word]) => text.replace(pattern, word), line).trim();

/**
 * The lines that a page shows and a command didn't print, in this order. `…` stands for any text: for lines where it is
 * alone, else for a part of its line.
 */
export function missing(shown: readonly string[], printed: string): string[] {
  const lines = printed.split("\n").map(masked);
  let at = 0;
  return shown
    .filter((line) => line.trim() !== "" && line.trim() !== "…")
    .filter((line) => {
      const parts = masked(line)
        .split("…")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      const found = lines.findIndex(
        (text, index) => index >= at && new RegExp(`^${parts.join(".*")}$`).test(text),
      );
      if (found >= 0) at = found + 1;
      return found < 0;
    });
}
