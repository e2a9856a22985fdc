import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCheckpoint, signCheckpoint } from "../../src/audit/checkpoint.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import type { VerdictView } from "../../src/contracts/verification.js";
import type { AuditEntryView } from "../../src/contracts/audit.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay, spawnScrubjay, startScrubjay } from "../support/cli.js";
import { copyDatabase, ledgerDatabase, type TestDatabase } from "../support/postgres.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";
import { KEYS, parseNdjson } from "./evidence.js";
import { settingsFor } from "./command-environment.js";

const USERS = 40;
const PERSON = "anna";
const POLICY = `
version: 1
select: { all: true }
limits: { maxUsers: ${USERS + 1}, maxShare: 100% }
`;

/** What was done once for all tests: each of them works on a copy. */
interface Archive {
  cwd: string;
  env: Record<string, string>;
  database: TestDatabase;
  /** Signed when the first run had ended, and when the second had. */
  old: string;
  now: string;
  /** Issued between them. */
  certificate: string;
}

let archive: Archive;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const sandbox = await startSandbox({ limits: "unlimited", users: USERS });
  ends.push(() => sandbox.close());
  const added = await fetch(`${sandbox.url}/_sandbox/import`, {
    method: "POST",
    body: `${JSON.stringify({ type: "user", data: testUser(PERSON) })}\n`,
  });
  expect(added.ok).toBe(true);
  const database = await ledgerDatabase();
  const cwd = await tempFolder((end) => ends.push(end as () => Promise<void>));
  const env = settingsFor(sandbox, database);
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await scrubjay(args, { cwd, env });
    expect(code, `${args.join(" ")}: ${stderr}`).toBe(0);
    return stdout;
  };
  await run("run", "--policy", "policy.yaml", "--yes");
  const old = await run("audit", "checkpoint");
  const certificate = await run("certificate", "user", "1", PERSON);
  await run("erase", PERSON, "--yes");
  const now = await run("audit", "checkpoint");
  archive = { cwd, env, database, old, now, certificate };
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** A copy of the archive's database and data folder, which a test may damage. */
async function copy() {
  const cwd = await tempFolder();
  await cp(archive.cwd, cwd, { recursive: true });
  const database = await copyDatabase(archive.database.url);
  const options = { cwd, env: { ...archive.env, DATABASE_URL: database.url } };
  const run = (args: string[], more: Record<string, string> = {}, stdin = "") =>
    scrubjay(args, { ...options, env: { ...options.env, ...more }, stdin });
  return {
    cwd,
    run,
    start: (...args: string[]) => startScrubjay(args, options),
    sql: (statements: string) => query(database.url, statements),
    url: database.url,
    put: async (name: string, content: string) => {
      await writeFile(join(cwd, name), content);
      return name;
    },
  };
}

async function query(url: string, statements: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statements).finally(() => client.end());
}

/** Whether somebody waits for a lock in the same database. */
async function isAwaited(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    "select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())",
  );
  return rows.length > 0;
}

/** As the owner of the tables would: the guards go first. */
const CHANGED = `
  alter table scrubjay.audit_entries disable trigger all;
  update scrubjay.audit_entries set outcome = 'not_found'
    where id = (select row_id from scrubjay.log_leaves where index = 20 and kind = 'entry')`;

const parsed = (note: string) => parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
const sizeOf = (note: string) => parsed(note).size;
/** The log's own key. */
const signer = () =>
  SigningKey.fromSeed(parsed(archive.old).origin, Buffer.from(KEYS.SCRUBJAY_SIGNING_KEY, "base64"));
const vkey = () => signer().vkey;
const containing = (text: string) => expect.stringContaining(text) as string;
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;

test("without a database: the log of a demo is verified, and its checkpoint is a file that holds", async () => {
  const cwd = await tempFolder();
  const demo = await spawnScrubjay(["demo", "--users", "120"], { cwd });
  expect(demo.code, demo.stderr).toBe(0);
  const env = { SCRUBJAY_DATA_DIR: ".scrubjay/demo", TALKJS_APP_ID: "sandboxApp" };
  const run = (...args: string[]) => scrubjay(args, { cwd, env });
  const verified = await run("audit", "verify");
  expect(verified).toMatchObject({
    code: 0,
    stdout: matching(/^The log holds: \d+ entries, each as it was sealed\.\n/),
  });
  expect(verified.stdout).toMatch(
    /newest checkpoint +over \d+ entries, signed \d+ \w+ 20\d\d, \d\d:\d\d:\d\d UTC/,
  );
  expect(verified.stdout).toContain("--checkpoint <file>");

  const { stdout: note } = await run("audit", "checkpoint");
  await writeFile(join(cwd, "kept"), note);
  expect(await run("audit", "consistency", "kept")).toMatchObject({
    code: 0,
    stdout: containing("The log extends it"),
  });
});

describe("audit verify", () => {
  test("holds with the keys and checkpoints that others keep, which must be of this log", async () => {
    const { run, put } = await copy();
    const kept = [await put("old", archive.old), await put("c.json", archive.certificate)];
    const outside = kept.flatMap((file) => ["--checkpoint", file]);
    const stranger = SigningKey.fromSeed("other.example/log", Buffer.alloc(32, 1));
    const [verified, foreign] = await Promise.all([
      run(["audit", "verify", "--vkey", await put("key", vkey()), ...outside]),
      run(["audit", "verify", "--vkey", stranger.vkey, "--json"]),
    ]);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
    expect(verified.stdout).toContain(`checked            ${sizeOf(archive.now)} entries`);
    expect(verified.stdout).not.toContain("--checkpoint");
    expect(foreign.code).toBe(1);
    const { findings, logs } = JSON.parse(foreign.stdout) as VerdictView;
    expect(findings.map(({ kind }) => kind)).toEqual(["log_missing"]);
    expect(logs).toMatchObject([{ size: sizeOf(archive.now), closedAt: null }]);
  });

  test("names what was changed first, and says what to do", async () => {
    const { run, sql } = await copy();
    await sql(CHANGED);
    const { code, stdout } = await run(["audit", "verify"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^THE LOG DOESN'T HOLD: Entry (\d+) of run 1 \(index 20\) was changed: .*\n/);
    expect(stdout).toMatch(/What was found \(1\):\n {2}index 20 {2}entry \d+ {2}Entry \d+ of run 1/);
    expect(stdout).toMatch(
      /What to do:\n {2}First keep a copy of the database.*\n {2}changed: Don't rely on .*\n$/,
    );
  });

  test("ends on Ctrl-C without a verdict", async () => {
    const { start, url } = await copy();
    const blocker = new pg.Client(url);
    await blocker.connect();
    await blocker.query("begin; lock table scrubjay.log_tiles in access exclusive mode");
    const verifying = start("audit", "verify");
    await until("it waits for the table", () => isAwaited(blocker));
    verifying.kill("SIGINT");
    await blocker.end();
    expect(await verifying.exited).toEqual({
      code: 130,
      signal: null,
      stdout: "",
      stderr: "Interrupted. The log wasn't verified to its end, and nothing was changed.\n",
    });
  });
});

describe("audit consistency", () => {
  test("shows that the log extends an older checkpoint, and says both sizes", async () => {
    const { run, put } = await copy();
    const [shown, reported] = await Promise.all([
      run(["audit", "consistency", await put("old", archive.old), "--vkey", vkey()]),
      run(["audit", "consistency", "-", "--json"], {}, archive.old),
    ]);
    expect(shown.code, shown.stdout + shown.stderr).toBe(0);
    const [then, now] = [sizeOf(archive.old), sizeOf(archive.now)];
    expect(now).toBeGreaterThan(then);
    expect(shown.stdout).toMatch(new RegExp(`then +${then} entries\n.*now +${now} entries\n`));
    expect(JSON.parse(reported.stdout)).toMatchObject({
      extends: true,
      reason: null,
      to: { checkpoint: archive.now },
      replacedBy: null,
      keys: "told",
    });
  });

  test("takes a certificate as the older checkpoint, and doesn't rely on one that was changed", async () => {
    const { run, put } = await copy();
    const moved = archive.certificate.replace(/"issuedAt":"20\d\d/, '"issuedAt":"2019');
    const [shown, changed] = await Promise.all([
      run(["audit", "consistency", await put("c.json", archive.certificate)]),
      run(["audit", "consistency", await put("moved.json", moved)]),
    ]);
    expect(shown.code, shown.stdout + shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/then +\d+ entries, in a certificate issued \d+ \w+ 20\d\d/);
    expect(changed).toMatchObject({
      code: 1,
      stdout: containing("the certificate that you gave isn't valid"),
    });
  });

  test("doesn't believe a forged checkpoint, nor a signed one that the log doesn't extend", async () => {
    const { run, put } = await copy();
    const { origin, size, root } = parsed(archive.old);
    const stranger = SigningKey.fromSeed(origin, Buffer.alloc(32, 1));
    const otherRoot = Buffer.alloc(32, 1);
    const refusals: [note: string, reason: string][] = [
      [archive.old.replace(`\n${size}\n`, `\n${size - 1}\n`), "the signature of a known key doesn't hold"],
      [signCheckpoint({ origin, size, root }, stranger), "no known key signed it"],
      [signCheckpoint({ origin, size, root: otherRoot }, signer()), `the first ${size} entries aren't those`],
    ];
    await Promise.all(
      refusals.map(async ([note, reason], place) => {
        const { code, stdout } = await run(["audit", "consistency", await put(`forged-${place}`, note)]);
        expect({ code, stdout }).toEqual({ code: 1, stdout: matching(/^THE LOG DOESN'T EXTEND IT: /) });
        expect(stdout).toContain(reason);
      }),
    );
  });
});

describe("audit restart", () => {
  test("begins a log that says what was wrong, where work was refused; verifying warns of it from then on", async () => {
    const { run, sql, put } = await copy();
    const refused = await run(["audit", "restart", "--reason", "There is nothing wrong", "--yes"]);
    expect(refused).toMatchObject({ code: 2, stderr: containing("The sealed log holds") });
    await sql(`update scrubjay.logs set size = 30;
      alter table scrubjay.log_leaves disable trigger all;
      delete from scrubjay.log_leaves where index >= 30`);
    const work = await run(["erase", PERSON, "--yes"]);
    expect(work).toMatchObject({ code: 1, stderr: containing("scrubjay audit restart") });

    const restarted = await run(["audit", "restart", "--reason", "The disk was lost", "--yes"]);
    expect(restarted.code, restarted.stdout + restarted.stderr).toBe(0);
    expect(restarted.stdout).toMatch(/^A new log has begun: \S+\/2\n {2}in place of/);

    const worked = await run(["erase", PERSON, "--yes"]);
    expect(worked.code, worked.stderr).toBe(0);
    const verified = await run(["audit", "verify"]);
    expect(verified.code, verified.stdout).toBe(0);
    expect(verified.stdout).toMatch(/Warnings \(1\):\n.*was closed with \d+ findings? \(The disk was lost\)/);
    expect(verified.stdout).toMatch(/closed damaged: Nothing/);
    const older = await run(["audit", "consistency", await put("old", archive.old)]);
    expect(older).toMatchObject({ code: 0, stdout: matching(/closed +\S+\/2 took its place/) });
  });
});

describe("audit export", () => {
  test("writes each entry with its index in the log, as NDJSON and as CSV", async () => {
    const { cwd, run } = await copy();
    const [run1, all, csv] = await Promise.all([
      run(["audit", "export", "--run", "1"]),
      run(["audit", "export", "--kind", "all"]),
      run(["audit", "export", "--format", "csv", "--out", "audit.csv", "--json"]),
    ]);
    const entries = parseNdjson<AuditEntryView>(run1.stdout);
    expect(entries).toHaveLength(USERS + 1);
    expect(entries.every(({ runId }) => runId === 1)).toBe(true);
    const indexes = parseNdjson<AuditEntryView>(all.stdout).map(({ index }) => index);
    expect(indexes).toEqual([...Array(sizeOf(archive.now)).keys()]);
    expect(csv.code, csv.stderr).toBe(0);
    const content = await readFile(join(cwd, "audit.csv"), "utf8");
    expect(JSON.parse(csv.stdout)).toEqual({ file: "audit.csv", bytes: Buffer.byteLength(content) });
    const [head = "", ...rows] = content.trim().split("\r\n");
    expect(head.split(",")[0]).toBe("index");
    expect(rows).toHaveLength(USERS + 2);
    expect(rows[0]?.split(",")[0]).toBe(String(entries[0]?.index));
  });

  test("leaves no part of a file", async () => {
    const { cwd, start, url, run } = await copy();
    const before = await readdir(cwd);
    const missing = await run(["audit", "export", "--out", "nowhere/audit.csv"]);
    expect(missing).toMatchObject({ code: 2, stderr: containing("ENOENT") });
    const blocker = new pg.Client(url);
    await blocker.connect();
    await blocker.query("begin; lock table scrubjay.audit_entries in access exclusive mode");
    const exporting = start("audit", "export", "--out", "audit.ndjson");
    await until("it waits for the table", () => isAwaited(blocker));
    exporting.kill("SIGINT");
    await blocker.end();
    expect(await exporting.exited).toMatchObject({
      code: 130,
      stderr: "Interrupted. The file wasn't written.\n",
    });
    expect(await readdir(cwd)).toEqual(before);
  });
});

test("audit publish hands the newest checkpoint to where the settings say, and tells who took it", async () => {
  const { cwd, run } = await copy();
  const failing = { SCRUBJAY_PUBLISH_FOLDER: "published", SCRUBJAY_PUBLISH_COMMAND: "exit 3" };
  const [nowhere, half] = await Promise.all([run(["audit", "publish"]), run(["audit", "publish"], failing)]);
  expect(nowhere).toMatchObject({ code: 2, stderr: containing("SCRUBJAY_PUBLISH_FOLDER") });
  expect(half.code).toBe(1);
  expect(half.stdout).toMatch(/folder +SCRUBJAY_PUBLISH_FOLDER +taken\n.*NOT TAKEN \(COMMAND_FAILED_3\)\n/);
  expect(await readFile(join(cwd, "published", "checkpoint"), "utf8")).toBe(archive.now);
  const again = await run(["audit", "publish"], { ...failing, SCRUBJAY_PUBLISH_COMMAND: "cat > taken" });
  expect(again.code, again.stdout).toBe(0);
  expect(again.stdout).toMatch(/folder +\S+ +has it already\n.*command +\S+ +taken\n/);
  expect(await readFile(join(cwd, "taken"), "utf8")).toBe(archive.now);
});

test("what can't be meant is refused before anything is opened", async () => {
  const bad: [args: string[], problem: RegExp][] = [
    [["consistency", "nowhere"], /The checkpoint's file can't be read/],
    [["consistency", "-"], /it is empty/],
    [["consistency", "package.json"], /That is no checkpoint: format is missing/],
    [["consistency", "LICENSE", "--vkey", "a+b+c"], /the key can't be used/i],
    [["verify", "--checkpoint", "LICENSE"], /That is no checkpoint/],
    [["restart", "--reason", "of anna@example.test", "--yes"], /personal data doesn't belong here/],
  ];
  await Promise.all(
    bad.map(async ([args, problem]) => {
      const { code, stderr } = await scrubjay(["audit", ...args]);
      expect({ args, code, stderr }).toEqual({ args, code: 2, stderr: matching(problem) });
      expect(stderr).not.toContain("anna");
    }),
  );
});
