import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const TABLE = new URL("../../docs/design/documents.md", import.meta.url);

/** The rows of the table: what is ruled, and the file and the words that hold it. */
function rows(): { rule: string; file: string; words: string }[] {
  return readFileSync(TABLE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| rule") && !line.startsWith("| ---"))
    .map((line) => {
      const [, rule = "", file = "", words = ""] = /^\| (.+?) +\| `([\w./-]+)`: (.+?) +\|$/.exec(line) ?? [];
      if (words === "") throw new Error(`this row has another shape: ${line}`);
      return { rule, file, words: words.replaceAll("\\|", "|") };
    });
}

test("each rule of both documents names a test that is there", () => {
  const all = rows();
  expect(all.length).toBeGreaterThan(30);
  const texts = new Map<string, string>();
  for (const { rule, file, words } of all) {
    const text = texts.get(file) ?? readFileSync(new URL(file, import.meta.url), "utf8");
    texts.set(file, text);
    expect(text.includes(words), `${rule}: ${file} has no ${words}`).toBe(true);
  }
  expect(new Set(all.map(({ rule }) => rule)).size).toBe(all.length);
});
