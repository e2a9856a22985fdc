import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/sandbox/api/fault.js";
import { scrubjay, startScrubjay, type Child, type Ended } from "../support/cli.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { commandEnvironment } from "./command-environment.js";

/** The environment of a command, with what most of these tests do in it. */
async function commandRunner(sandbox?: TestSandbox) {
  const { cwd, env, database } = await commandEnvironment(sandbox);
  const run = (args: string[], more: Record<string, string> = {}, stdin = "") =>
    scrubjay(args, { cwd, env: { ...env, ...more }, stdin });
  const policy = (text: string) => writeFile(join(cwd, "policy.yaml"), text);
  return { cwd, env, run, policy, database };
}

const ALL = "version: 1\nselect: { all: true }\nlimits: { maxShare: 100% }\n";

/** The first page of a scan takes longer than any test; what comes before it doesn't. */
const STUCK: Fault[] = [{ kind: "latency", ms: 600_000, match: { path: "/users?limit=100" } }];

async function endStuck(child: Child): Promise<void> {
  child.kill("SIGKILL");
  await child.exited;
}

function expectRefused(ended: Ended, ...says: RegExp[]): void {
  expect(ended.code, ended.stderr).toBe(2);
  for (const text of says) expect(ended.stderr).toMatch(text);
  expect(ended.stderr).not.toMatch(/unexpected|\n\s+at /);
}

describe("bad input is refused with a clear error and exit code 2", () => {
  test("a wrong secret", async () => {
    const sandbox = await startTestSandbox({ users: 3 });
    const { run } = await commandRunner(sandbox);
    const wrong = { TALKJS_SECRET_KEY: "sk_test_wrong" };
    expectRefused(await run(["plan"], wrong), /does not accept the credentials/, /TALKJS_SECRET_KEY/);
    expectRefused(
      await run(["run", "--yes"], { ...wrong, TALKJS_AUTH: "secret" }),
      /does not accept the credentials/,
    );
    expectRefused(await run(["erase", "x", "--yes"], wrong), /does not accept the credentials/);
    expect(JSON.parse((await run(["runs", "--json"])).stdout)).toEqual([]);
  });

  test("an API that can't be reached", async () => {
    const { run } = await commandRunner();
    expectRefused(
      await run(["plan"], { TALKJS_API_URL: "http://127.0.0.1:9" }),
      /can't be reached \(ECONNREFUSED\)/,
      /TALKJS_API_URL/,
    );
  });

  test("a Redis and a database that can't be reached, and a key that isn't this ledger's", async () => {
    const { run } = await commandRunner(await startTestSandbox({ users: 1 }));
    expectRefused(await run(["plan"], { REDIS_URL: "redis://:secret@127.0.0.1:9" }), /Redis/, /REDIS_URL/);
    const unreachable = await run(["runs"], { DATABASE_URL: "postgres://me:hunter2@127.0.0.1:9/db" });
    expectRefused(unreachable, /DATABASE_URL/);
    expect(unreachable.stderr).not.toContain("hunter2");
    expect((await run(["runs"])).code).toBe(0);
    expectRefused(
      await run(["runs"], { SCRUBJAY_PSEUDONYM_KEY: Buffer.alloc(32, 1).toString("base64") }),
      /pseudonym key isn't the one/,
    );
  });

  test("settings: all that is wrong is told at once, and no value", async () => {
    const { run } = await commandRunner();
    const ended = await run(["plan"], {
      TALKJS_SECRET_KEY: "",
      TALKJS_RATE: "-1",
      TALKJS_BURST: "many",
      TALKJS_QUOTA_SHARE: "1.5",
      REDIS_URL: "http://nowhere",
      SCRUBJAY_PSEUDONYM_KEY: "c2hvcnQ=",
    });
    expectRefused(
      ended,
      /TALKJS_SECRET_KEY/,
      /TALKJS_RATE/,
      /TALKJS_BURST/,
      /TALKJS_QUOTA_SHARE/,
      /REDIS_URL/,
      /SCRUBJAY_PSEUDONYM_KEY/,
    );
    expect(ended.stderr).not.toMatch(/many|nowhere|c2hvcnQ/);
  });

  test("a policy with unknown keys, negative limits and wrong types: each with its line", async () => {
    const { run, policy } = await commandRunner();
    await policy(
      "version: 1\nselect: { all: true }\nscrubb: {}\nscrub:\n  email: gone\nlimits:\n  maxUsers: -5\n  maxErrorRate: 200%\n",
    );
    for (const command of [
      ["plan", "-p", "policy.yaml"],
      ["config", "check", "-p", "policy.yaml"],
    ]) {
      expectRefused(
        await run(command),
        /line 3.*scrubb/s,
        /line 5.*email/s,
        /line 7.*maxUsers/s,
        /line 8.*maxErrorRate/s,
      );
    }
    expectRefused(await run(["plan", "-p", "missing.yaml"]), /missing\.yaml can't be read/);
  });

  test("an empty file of IDs, a missing one, no IDs at all", async () => {
    const sandbox = await startTestSandbox({ users: 3 });
    const { run, cwd } = await commandRunner(sandbox);
    await writeFile(join(cwd, "ids.txt"), "\n  \n");
    expectRefused(await run(["plan", "--ids", "ids.txt"]), /holds no user ID/);
    expectRefused(await run(["plan", "--ids", "-"]), /holds no user ID/);
    expectRefused(await run(["plan", "--ids", "nowhere.txt"]), /can't be read/);
    expectRefused(await run(["erase", "--yes"]), /Whom to erase/);
    expectRefused(await run(["erase", "", "--yes"]), /none may be empty/);
    expectRefused(await run(["erase", "a", "--ids", "ids.txt", "--yes"]), /given twice/);
    expect(JSON.parse((await run(["runs", "--json"])).stdout)).toEqual([]);
  });

  test("a list that isn't one, before anybody is asked, planned or edited", async () => {
    const sandbox = await startTestSandbox({ users: 3 });
    const { run, cwd, policy } = await commandRunner(sandbox);
    const [id = ""] = (await sandbox.users()).keys();
    await policy("version: 1\nselect: { ids: { file: ids.csv } }\n");
    await writeFile(join(cwd, "ids.csv"), "who,note\nu-1,canary\n");
    for (const args of [
      ["plan", "--ids", "ids.csv"],
      ["plan", "--policy", "policy.yaml"],
      ["run", "--ids", "ids.csv"],
      ["erase", "--ids", "ids.csv"],
      ["request", "create", "--ids", "ids.csv"],
      ["request", "create", "--email-file", "ids.csv"],
    ])
      expectRefused(await run(args), /Line 1 of the file of .* begins a table/, /--column <name>/);
    const long = `${`${id}\n`.repeat(20_000)}u-1,canary\n`;
    expectRefused(await run(["erase", "--ids", "-", "--yes"], {}, long), /Line 20001 of standard input/);
    expectRefused(await run(["audit", "lookup", "-"], {}, "u-1\nu-2\n"), /several user IDs/);
    expectRefused(await run(["erase", "u-1", "--column", "id"]), /--column is of a list/);
    expect(JSON.parse((await run(["runs", "--json"])).stdout)).toEqual([]);
    expect(await sandbox.journal()).toEqual([]);
  });

  test("an unknown command, option, run number", async () => {
    const { run } = await commandRunner();
    expectRefused(await run(["destroy"]), /unknown command 'destroy'/);
    expectRefused(await run(["plan", "--fast"]), /unknown option/);
    expectRefused(await run(["apply", "seven", "--yes"]), /named by its number/);
    expectRefused(await run(["status", "7"]), /no run 7/);
    expectRefused(await run([]), /Usage/);
  });

  test("destroying without a yes where nobody can be asked", async () => {
    const sandbox = await startTestSandbox({ users: 3 });
    const { run } = await commandRunner(sandbox);
    expectRefused(await run(["run"]), /--yes/);
    expectRefused(await run(["erase", "x"]), /--yes/);
    expect(await sandbox.journal()).toEqual([]);
  });

  test("a plan that is applied twice, is too old, or breaks a limit", async () => {
    const sandbox = await startTestSandbox({ users: 150 });
    const { run, policy, database } = await commandRunner(sandbox);
    await policy(ALL);
    expect((await run(["plan", "-p", "policy.yaml"])).code).toBe(0);
    expect((await run(["apply", "1", "--yes"])).code).toBe(0);
    expectRefused(await run(["apply", "1", "--yes"]), /was applied already/, /scrubjay status 1/);

    await policy("version: 1\nselect: { all: true }\nlimits: { maxShare: 100%, maxPlanAge: 1 hour }\n");
    expect((await run(["plan", "-p", "policy.yaml"])).code).toBe(0);
    await query(
      database.url,
      "update scrubjay.runs set planned_at = now() - interval '61 minutes' where id = 2",
    );
    expectRefused(await run(["apply", "2", "--yes"]), /older than its policy allows/, /scrubjay plan/);
    expectRefused(await run(["apply", "2", "--yes"]), /older than its policy allows/);

    const fresh = await startTestSandbox({ users: 150 });
    const over = await run(["run", "--yes"], fresh.env);
    expect(over.code).toBe(1);
    expect(over.stdout).toMatch(/REFUSED: .*limits\.maxShare allows 10%/);
    expectRefused(await run(["apply", "3", "--yes"]), /breaks a limit/);
    expect(await fresh.journal()).toEqual([]);
  });

  test("two runs at once on one app", async () => {
    const sandbox = await startTestSandbox({ users: 300 });
    await sandbox.setFaults(STUCK);
    const { run, cwd, env, policy } = await commandRunner(sandbox);
    await policy(ALL);
    const first = startScrubjay(["plan", "-p", "policy.yaml"], { cwd, env: { ...env, LOG_LEVEL: "info" } });
    await first.untilOutput(/run.created/, { within: Infinity });
    expectRefused(await run(["plan"]), /Run 1 of this app isn't finished/, /scrubjay resume 1/);
    expectRefused(await run(["run", "--yes"]), /Run 1 of this app isn't finished/);
    await endStuck(first);
  });

  test("a data folder that another process has", async () => {
    const sandbox = await startTestSandbox({ users: 300 });
    await sandbox.setFaults(STUCK);
    const cwd = await tempFolder();
    await writeFile(join(cwd, "policy.yaml"), ALL);
    const first = startScrubjay(["plan", "-p", "policy.yaml"], {
      cwd,
      env: { ...sandbox.env, LOG_LEVEL: "info" },
    });
    await first.untilOutput(/run.created/, { within: Infinity });
    const second = await scrubjay(["runs"], { cwd, env: sandbox.env });
    expectRefused(
      second,
      new RegExp(`data folder is in use by "plan" \\(process ${first.pid}`),
      /DATABASE_URL/,
    );
    await endStuck(first);
  });

  test("a database that a newer program wrote", async () => {
    const { run, database } = await commandRunner();
    expect((await run(["runs"])).code).toBe(0);
    await query(
      database.url,
      "insert into scrubjay.migrations (hash, created_at) values ('x', 9999999999999)",
    );
    expectRefused(await run(["runs"]), /newer Scrubjay/, /Update this program/);
  });

  test("every refusal is one JSON document with --json", async () => {
    const { run } = await commandRunner();
    const ended = await run(["apply", "99", "--yes", "--json"]);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: "RUN_NOT_FOUND" } });
  });
});

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}
