import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HoldView } from "../../src/contracts/holds.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay } from "../support/cli.js";
import { startTestSandbox } from "../support/sandbox.js";
import { commandEnvironment } from "./command-environment.js";

const TERMS = ["--ground", "e", "--owner", "Legal"];

interface Line {
  line: number;
  result: string;
  hold: HoldView | null;
}

async function open() {
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.addUsers(["u-1", "u-2", "u-3"].map((id) => testUser(id)));
  const { cwd, env } = await commandEnvironment(sandbox);
  const run = (args: string[], stdin = "", more: Record<string, string> = {}) =>
    scrubjay(args, { cwd, env: { ...env, ...more }, stdin });
  return { sandbox, cwd, run };
}

describe("hold add", () => {
  test("holds everybody of a list: whoever is erased next, none of them is", async () => {
    const { sandbox, run } = await open();
    const list = "u-1\nu-2\nu-3\n";
    const held = await run(["hold", "add", "-", ...TERMS], list);
    expect(held.code, held.stderr).toBe(0);
    expect(held.stdout.match(/^\d +held +known +[\da-f-]{36}$/gm)).toHaveLength(3);
    expect(held.stdout).toContain("3 lines are under a legal hold.");
    expect((await run(["erase", "--ids", "-", "--yes"], list)).code).toBe(1);
    expect(await sandbox.journal()).toEqual([]);
    const again = await run(["hold", "add", "-", ...TERMS, "--json"], list);
    const lines = JSON.parse(again.stdout) as Line[];
    expect(lines.map(({ line, result }) => [line, result])).toEqual(
      [1, 2, 3].map((i) => [i, "already_held"]),
    );
  });

  test("takes the column of a table, and refuses one that has none: nobody is held", async () => {
    const { cwd, run } = await open();
    await writeFile(join(cwd, "case.csv"), "user_id,reason\r\nu-1,canary\r\nu-2,canary\r\n");
    await writeFile(join(cwd, "other.csv"), "who,reason\r\nu-1,canary\r\n");
    const refused = await run(["hold", "add", "--ids", "other.csv", ...TERMS]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/Line 1 .*\(reason, 1 other\)[^]*--column <name>/);
    expect(refused.stderr).not.toContain("canary");
    expect((await run(["hold", "list"])).stdout).toBe("No legal hold stands.\n");
    const held = await run(["hold", "add", "--ids", "case.csv", ...TERMS]);
    expect(held.code).toBe(0);
    expect(held.stderr).toContain("the column user_id is taken");
    expect(held.stdout).toMatch(/^2 +held +known/m);
  });

  test("ends with 3 where TalkJS knows an ID not, by line, until somebody confirms or lifts it", async () => {
    const { run } = await open();
    const mistyped = await run(["hold", "add", "-", ...TERMS], "u-1\nu-22\n");
    expect(mistyped.code).toBe(3);
    expect(mistyped.stdout).toMatch(/^2 +held +unknown: mistyped\?/m);
    expect(mistyped.stdout).toContain("Line 2:\nTO BE LOOKED AT");
    expect(mistyped.stdout + mistyped.stderr).not.toContain("u-22");
    const [hold] = JSON.parse((await run(["hold", "list", "--json"])).stdout) as HoldView[];
    const unknown = hold?.identity === "unknown" ? hold : undefined;
    const confirmed = await run(["hold", "confirm", unknown?.id ?? ""]);
    expect(confirmed.stdout).toMatch(/at TalkJS +confirmed .*, by cli/);
    expect((await run(["hold", "add", "u-22", ...TERMS])).code).toBe(0);
    expect((await run(["hold", "add", "u-2 ", ...TERMS])).code).toBe(3);
    const one = await run(["hold", "add", "-", ...TERMS], `u-3\n${"x".repeat(256)}\n`);
    expect([one.code, one.stdout]).toEqual([1, expect.stringContaining("NOT HELD: Line 2.")]);
  });

  test("a hold stands also where TalkJS can't be asked", async () => {
    const { run } = await open();
    const held = await run(["hold", "add", "u-1", ...TERMS], "", { TALKJS_SECRET_KEY: "" });
    expect(held.code).toBe(3);
    expect(held.stdout).toMatch(/^Legal hold .*: stands$/m);
    expect(held.stdout).toMatch(/at TalkJS +is being looked up/);
    expect(held.stderr).toContain("can't be looked up from here (CONFIG_INVALID)");
    expect(JSON.parse((await run(["hold", "list", "--json"])).stdout)).toHaveLength(1);
  });
});
