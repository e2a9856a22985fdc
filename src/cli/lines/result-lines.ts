import type { LineResult } from "../work/listed-results.js";
import { columns } from "../io/columns.js";

/** How it went for each line of a list, for a person. */
export const resultLines = (results: readonly LineResult[]): string[] =>
  columns([
    ["line", "result", "reason"],
    ...results.map(({ line, result, reason }) => [String(line), result, reason ?? ""]),
  ]);
