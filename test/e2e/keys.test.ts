import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuditLookup } from "../../src/contracts/audit.js";
import type { KeysView } from "../../src/contracts/keys.js";
import { scrubjay } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { ledgerDatabase } from "../support/postgres.js";
import { tempFolder } from "../support/temp.js";

const KEY = /^[A-Za-z0-9+/]{43}=$/;
const PERSON = "anna@example.test";

/** A database and nothing else: no keys yet. */
async function empty() {
  const cwd = await tempFolder();
  const database = await ledgerDatabase();
  const env: Record<string, string> = { TALKJS_APP_ID: "app", DATABASE_URL: database.url };
  const run = (args: string[], more: Record<string, string> = {}) =>
    scrubjay(args, { cwd, env: { ...env, ...more } });
  return { cwd, run };
}

const settingsOf = (lines: string) =>
  Object.fromEntries(
    lines
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

test("fresh keys are made as settings, and with them an epoch is begun, ended and destroyed", async () => {
  const { run } = await empty();
  const without = await run(["keys", "list"]);
  expect(without.code).toBe(2);
  for (const setting of ["SCRUBJAY_PSEUDONYM_KEY", "SCRUBJAY_SIGNING_KEY", "SCRUBJAY_EVIDENCE_KEYS"])
    expect(without.stderr).toContain(`${setting} is not set`);
  expect(without.stderr).toContain("scrubjay keys create");

  const created = await run(["keys", "create"]);
  expect(created.code, created.stderr).toBe(0);
  const env = settingsOf(created.stdout);
  expect(Object.keys(env)).toEqual([
    "SCRUBJAY_PSEUDONYM_KEY",
    "SCRUBJAY_SIGNING_KEY",
    "SCRUBJAY_EVIDENCE_KEYS",
  ]);
  expect((await run(["keys", "create", "--json"])).stdout).not.toContain(env["SCRUBJAY_SIGNING_KEY"]);
  expect((await run(["keys", "list"], env)).stdout).toContain("There is no epoch yet");
  expect((await run(["keys", "rotate"], env)).stdout).toContain("Epoch 1 has begun");

  const needed = await run(["keys", "rotate"], env);
  expect([needed.code, needed.stdout]).toEqual([2, ""]);
  const fresh = /shown this once: (2=\S+)\n/.exec(needed.stderr)?.[1] ?? "";
  expect(fresh.slice(2)).toMatch(KEY);
  const two = { ...env, SCRUBJAY_EVIDENCE_KEYS: `${env["SCRUBJAY_EVIDENCE_KEYS"]} ${fresh}` };
  expect((await run(["keys", "rotate"], two)).stdout).toContain("Epoch 2 has begun");
  const signing = await run(["keys", "rotate", "signing"], two);
  expect(signing.code, signing.stderr).toBe(2);
  expect(signing.stderr).toMatch(/shown this once: SCRUBJAY_SIGNING_KEY=[A-Za-z0-9+/]{43}=\n/);

  const kept = await run(["keys", "destroy", "1", "--yes"], two);
  expect([kept.code, kept.stderr]).toEqual([2, expect.stringContaining("--early")]);
  const asked = await run(["keys", "destroy", "1", "--early"], two);
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("Add --yes")]);
  const destroyed = await run(["keys", "destroy", "1", "--early", "--yes"], two);
  expect(destroyed.code, destroyed.stderr).toBe(0);
  expect(destroyed.stdout).toContain("remove 1=… from SCRUBJAY_EVIDENCE_KEYS of every process");

  const after = { ...two, SCRUBJAY_EVIDENCE_KEYS: fresh };
  const { epochs } = JSON.parse((await run(["keys", "list", "--json"], after)).stdout) as KeysView;
  expect(epochs.map(({ epoch, state }) => `${epoch} ${state}`)).toEqual(["0 live", "1 destroyed", "2 live"]);
  const shown = JSON.stringify([destroyed, await run(["keys", "list"], after)]);
  for (const secret of [fresh.slice(2), env["SCRUBJAY_SIGNING_KEY"] ?? ""])
    expect(shown).not.toContain(secret);

  const lookup = await run(["audit", "lookup", PERSON], after);
  expect(lookup.stdout).toMatch(
    /Entries of \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d can't be looked up: key destroyed \d{4}-\d\d-\d\d\n/,
  );
  expect(lookup.code).toBe(1);
});

test("fresh keys are made as files, which all commands of a database use", async () => {
  const { cwd, run } = await empty();
  const created = await run(["keys", "create", "--folder", "keys"]);
  expect(created.code, created.stderr).toBe(0);
  const env = settingsOf(created.stdout);
  expect(env).toMatchObject({ SCRUBJAY_KEY_DIR: expect.stringMatching(/\/keys$/) as string });
  const folder = join(cwd, "keys");
  expect((await readdir(folder)).sort()).toEqual(["evidence-1.key", "signing.key"]);
  expect((await stat(join(folder, "signing.key"))).mode & 0o777).toBe(0o600);
  const again = await run(["keys", "create", "--folder", "keys"]);
  expect([again.code, again.stdout]).toEqual([2, ""]);

  for (const epoch of [1, 2, 3])
    expect((await run(["keys", "rotate", "evidence"], env)).stdout).toContain(`Epoch ${epoch} has begun`);
  const secret = (await readFile(join(folder, "evidence-1.key"), "utf8")).trim();
  const destroyed = await run(["keys", "destroy", "1", "--early", "--yes", "--json"], env);
  expect(destroyed.code, destroyed.stderr).toBe(0);
  expect(JSON.parse(destroyed.stdout)).toMatchObject({ epoch: 1, inSettings: false });
  expect((await readdir(folder)).sort()).toEqual(["evidence-2.key", "evidence-3.key", "signing.key"]);
  expect(JSON.stringify([created, destroyed])).not.toContain(secret);

  const listed = await run(["keys", "list"], env);
  expect(listed.stdout).toMatch(/^1 +destroyed .*\n2 +live .* from \d{4}/m);
  const lookup = await run(["audit", "lookup", PERSON, "--json"], env);
  expect((JSON.parse(lookup.stdout) as AuditLookup).epochs.map(({ state }) => state)).toEqual([
    "live",
    "destroyed",
    "live",
    "live",
  ]);
});

test("without a database the keys are files in the data folder from the start", async () => {
  const cwd = await folderWithLedger();
  const run = (...args: string[]) => scrubjay(args, { cwd, env: { TALKJS_APP_ID: "app" } });
  const begun = await run("keys", "rotate");
  expect(begun.code, begun.stderr).toBe(0);
  expect((await readdir(join(cwd, ".scrubjay", "keys"))).sort()).toEqual(["evidence-1.key", "signing.key"]);
});

test.each([
  [["rotate", "pseudonym"], "choices are evidence, signing"],
  [["destroy", "one"], "An epoch is named by its number"],
  [["destroy"], "missing required argument"],
])("keys %j is refused before anything is opened", async (args, problem) => {
  const refused = await scrubjay(["keys", ...args]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(problem)]);
});
