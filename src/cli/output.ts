import { once } from "node:events";

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  json: boolean;
  /** The result: the value with `--json`, else the lines. */
  result: (value: unknown, lines: string[]) => void;
  /** One of many results, as NDJSON; waits when the reader is slower. False: nobody reads any more. */
  row: (value: unknown) => Promise<boolean>;
  /** A line for the person who watches. */
  say: (line: string) => void;
}

/** For the one command of this process. */
export function createOutput(json: boolean): Output {
  let isRead = true;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads may stop early, as `head` does: that is no failure of the command.
    if (error.code !== "EPIPE") throw error;
    isRead = false;
  });
  return {
    json,
    result: (value, lines) => {
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join("\n")}\n`);
    },
    row: async (value) => {
      const isDrained = process.stdout.write(`${JSON.stringify(value)}\n`);
      // A failure is the listener's above.
      if (!isDrained && isRead) await once(process.stdout, "drain").catch(() => undefined);
      return isRead;
    },
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

export { lengthOfTime as duration, number as count } from "../model/words.js";

/** Columns: the first to the left, numbers to the right. */
export function table(rows: [string, string][]): string[] {
  const left = Math.max(0, ...rows.map(([label]) => label.length));
  const right = Math.max(0, ...rows.map(([, value]) => value.length));
  return rows.map(([label, value]) => `  ${label.padEnd(left)}  ${value.padStart(right)}`);
}
