import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { scrubjay, startScrubjay, type Ended } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { ledgerDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { full, sized } from "../support/size.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { canaryUser } from "./canary-people.js";
import { KEYS } from "./evidence.js";
import { CANARY, databaseFiles, redisDump, Traces } from "./traces.js";

const traces = new Traces();
const holdsCanary = (text: string) => traces.isIn(text);
const USERS = sized(120, 250);
const POISONED = `poisoned ${CANARY}@example.test/1`;

const POLICY = `
version: 1
select: { all: true }
exclude:
  ids: ["excluded-${CANARY}"]
  legalHold: { customKey: legalHold }
limits: { maxUsers: 1000, maxShare: 100% }
`;

/** Every way that this program can say something, gathered. */
class Recorder {
  readonly #recorded: string[] = [];

  record({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void {
    this.#recorded.push(stdout, stderr);
  }

  get all(): string {
    return this.#recorded.join("\n");
  }
}

async function populate(sandbox: TestSandbox): Promise<string> {
  const ids = Array.from({ length: USERS }, (_, i) => `${CANARY}-${i}%/: @example.test`);
  const users = [...ids, POISONED, `excluded-${CANARY}`].map((id, i) => canaryUser(id, i));
  await sandbox.addUsers(users);
  await sandbox.setFaults([
    { kind: "poison", userId: POISONED },
    { kind: "status", status: 500, rate: 0.05 },
    { kind: "malformed-json", rate: 0.05 },
    { kind: "reset-after", rate: 0.05 },
  ]);
  return ids[0] ?? "";
}

/** Commands that only tell. */
const TELLING = [
  ["status", "1"],
  ["runs", "--json"],
  ["audit", "export"],
  ["config", "check", "-p", "policy.yaml"],
  ["doctor"],
  ["keys", "list"],
];

/** A run with failures, a retry, an erasure, a worker with metrics: everything that touches people; then `telling`. */
async function useEverything(
  cwd: string,
  env: Record<string, string>,
  someId: string,
  telling: string[][],
): Promise<string> {
  const recorder = new Recorder();
  const command = async (args: string[], stdin?: string) => {
    const ended = await scrubjay(args, { cwd, env, ...(stdin !== undefined && { stdin }) });
    recorder.record(ended);
    return ended;
  };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  expect((await command(["plan", "--policy", "policy.yaml"])).code).toBe(0);
  expect((await command(["apply", "1", "--yes"])).code).toBe(1);
  expect((await command(["retry", "1"])).code).toBe(1);
  expect(
    (
      await command(
        ["erase", "--ids", "-", "--yes", "--json"],
        `${someId}\nnobody-${CANARY}\n${POISONED}\n..\n`,
      )
    ).code,
  ).toBe(1);
  expect((await command(["audit", "lookup", "-"], `${someId}\n`)).code).toBe(0);
  for (const args of telling) await command(args);
  // Left half done, so that what is open is looked at too.
  const open = startScrubjay(["plan", "--policy", "policy.yaml"], {
    cwd,
    env: { ...env, TALKJS_RATE: "1", TALKJS_BURST: "1" },
  });
  await open.untilOutput(/page.scanned/);
  open.kill("SIGKILL");
  recorder.record(await open.exited);
  const worker = startScrubjay(["worker"], { cwd, env: { ...env, PORT: "0" } });
  const [, url] = await worker.untilOutput(/metrics at (\S+)/);
  // The killed process's job is taken up when its lock has run out.
  await worker.untilOutput(/run.planned/);
  recorder.record({ stdout: await (await fetch(`${url}/metrics`)).text(), stderr: "" });
  worker.kill("SIGTERM");
  recorder.record(await worker.exited);
  return recorder.all;
}

const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000", LOG_LEVEL: "trace" };

describe("no personal data stays anywhere but in TalkJS", () => {
  test("the search finds what it looks for", () => {
    for (const shift of ["", "a", "ab"])
      expect(holdsCanary(Buffer.from(`${shift}${CANARY} and more`).toString("base64"))).toBe(true);
    expect(holdsCanary("a harmless bird")).toBe(false);
    const hidden = new Traces({ identities: ["Ann@Example.test"], secrets: ["sj_4711_secret"] });
    const hash = (name: string, text: string) => createHash(name).update(text).digest();
    for (const digest of [hash("sha256", "Ann@Example.test"), hash("md5", "ann@example.test")])
      for (const form of ["hex", "base64", "base64url", "latin1"] as const)
        expect(hidden.excerpts(`first\n"a${digest.toString(form)}z"`)).toHaveLength(1);
    expect(hidden.isIn(Buffer.from("Bearer sj_4711_secret").toString("base64"))).toBe(true);
    expect(hidden.isIn("Ann and 4711")).toBe(false);
  });

  test("the search looks into files and at their names, at any depth", async () => {
    const folder = await tempFolder();
    const paths = [`in/side/${CANARY}.key`, "in/side/harmless", "in/side/harmful"].map((path) =>
      join(folder, path),
    );
    await mkdir(join(folder, "in", "side"), { recursive: true });
    for (const path of paths) await writeFile(path, path.endsWith("ful") ? `\0\xff${CANARY}` : "a bird");
    expect((await traces.files(folder)).sort()).toEqual([paths[2], paths[0]].sort());
  });

  test("on PostgreSQL: not in its files, Redis, logs, audit, metrics or output", async () => {
    const cwd = await tempFolder();
    const sandbox = await startTestSandbox({ users: 0 });
    const redis = await startRedisServer();
    onTestFinished(() => redis.close());
    const database = await ledgerDatabase();
    onTestFinished(() => database.drop());
    const someId = await populate(sandbox);
    const env = {
      ...sandbox.env,
      ...FAST,
      REDIS_URL: redis.url,
      DATABASE_URL: database.url,
      ...KEYS,
    };
    const heard = await useEverything(cwd, env, someId, TELLING);
    expect(heard).toContain("talkjs.answered");
    expect(heard).toContain("scrubjay_users_total");
    expect(heard.split("\n").filter(holdsCanary)).toEqual([]);
    const dump = await redisDump(redis.url);
    expect(dump).toContain("scrubjay");
    expect(holdsCanary(dump)).toBe(false);
    expect(await databaseFiles(database.url, traces)).toEqual([]);
    expect(await readdir(join(cwd, ".scrubjay"))).toContain("log");
    expect(await traces.files(join(cwd, ".scrubjay"))).toEqual([]);
  });

  test("on the embedded ledger and private Redis: not in the data folder, logs or output", async () => {
    const cwd = await folderWithLedger();
    const sandbox = await startTestSandbox({ users: 0 });
    const someId = await populate(sandbox);
    const dataDir = join(cwd, ".scrubjay");
    // What the ledger tells doesn't depend on where it is.
    const telling = full ? TELLING : [];
    const heard = await useEverything(cwd, { ...sandbox.env, ...FAST }, someId, telling);
    expect(heard.split("\n").filter(holdsCanary)).toEqual([]);
    expect(await readdir(dataDir)).toEqual(
      expect.arrayContaining(["keys", "ledger", "log", "redis", "pseudonym.key"]),
    );
    expect(await traces.files(dataDir)).toEqual([]);
  });
});
