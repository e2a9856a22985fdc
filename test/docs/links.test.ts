import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { markdownFiles, proseOf, read, ROOT } from "./pages.js";

const LINK = /\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g;

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

const pages = markdownFiles();

test("there are pages, and they have links", () => {
  expect(pages).toContain("README.md");
  expect([...proseOf(read("README.md")).matchAll(LINK)].length).toBeGreaterThan(20);
});

test.each(pages)("every link of %s leads somewhere", (page) => {
  const broken = [...proseOf(read(page)).matchAll(LINK)]
    .map(([, link, source]) => link ?? source ?? "")
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (target.startsWith("..") || !existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test("every page of the docs can be reached from README", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached)
    for (const [, link = ""] of proseOf(read(page)).matchAll(LINK)) {
      const target = normalize(join(dirname(page), link.split("#")[0] ?? ""));
      if (pages.includes(target)) reached.add(target);
    }
  expect([...reached].sort()).toEqual(pages);
});

test("README is short", () => {
  expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(250);
});

test("the glossary has at most 40 words, each once", () => {
  const words = [...read("docs/glossary.md").matchAll(/^\| (?!word|-)(.+?) +\|/gm)].map(([, word]) => word);
  expect(words.length).toBeGreaterThan(20);
  expect(words.length).toBeLessThanOrEqual(40);
  expect(new Set(words).size).toBe(words.length);
});

test("every guarantee names the tests that hold it, and they are there", () => {
  const guarantees = [...read("docs/design/guarantees.md").matchAll(/^(\d+)\. /gm)].map(
    ([, number]) => number,
  );
  const rows = [...read("docs/testing.md").matchAll(/^\| (\d+) +\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)];
  expect(guarantees.length).toBeGreaterThan(0);
  expect(rows.map(([, number]) => number)).toEqual(guarantees);
  const tests = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name}`);
  for (const [, number, always = "", full = ""] of rows) {
    const named = [...`${always}${full}`.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    expect(/`test\//.test(always), `guarantee ${number}`).toBe(true);
    expect(named.filter((name) => !tests.some((path) => path.startsWith(name)))).toEqual([]);
  }
});
