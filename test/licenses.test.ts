import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { MAIN } from "./support/cli.js";

/** What the pages ask for, copied beside the program. */
const COPIED = ["@bull-board/ui", "@fontsource-variable/inter"];

const licenses = readFileSync(join(dirname(MAIN), "THIRD-PARTY-LICENSES.txt"), "utf8")
  .split(/^-{80}$/m)
  .map((section) => {
    const [, name = "", text = ""] = /^(\S+) \d\S*\n\n(.*)$/s.exec(section.trim()) ?? [];
    return [name, text] as const;
  });

test("every package that is in the program has its license beside it", () => {
  // The bundler names each module's file, in a comment or as a key.
  const paths = readFileSync(MAIN, "utf8").matchAll(/^ *(?:\/\/ |")(node_modules\/[\w@./-]+)/gm);
  const bundled = [...paths].flatMap(([, path = ""]) => {
    const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(path.split("node_modules/").at(-1) ?? "") ?? [];
    return name ?? [];
  });
  expect(new Set(bundled)).toContain("hono");
  expect(new Set(licenses.map(([name]) => name))).toEqual(new Set([...bundled, ...COPIED]));
  expect(licenses.filter(([, text]) => text === "")).toEqual([]);
});

test.each(["bullmq", "hono", "ioredis", "undici"])("the license of %s is there in full", (name) => {
  const text = new Map(licenses).get(name);
  expect(text).toMatch(/Copyright \(c\)/i);
  expect(text).toContain("Permission is hereby granted, free of charge");
});
