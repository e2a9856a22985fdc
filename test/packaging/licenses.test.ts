import { expect, test } from "vitest";
import { packagesInProgram, readBuilt } from "./program.js";

const licenses = readBuilt("THIRD-PARTY-LICENSES.txt")
  .split(/^-{80}$/m)
  .map((section) => {
    const [, name = "", text = ""] = /^(\S+) \d\S*\n\n(.*)$/s.exec(section.trim()) ?? [];
    return [name, text] as const;
  });

test("every package that is in the program has its license beside it", () => {
  expect(packagesInProgram).toContain("hono");
  expect(new Set(licenses.map(([name]) => name))).toEqual(packagesInProgram);
  expect(licenses.filter(([, text]) => text === "")).toEqual([]);
});

test.each(["bullmq", "hono", "ioredis", "undici"])("the license of %s is there in full", (name) => {
  const text = new Map(licenses).get(name);
  expect(text).toMatch(/Copyright \(c\)/i);
  expect(text).toContain("Permission is hereby granted, free of charge");
});
