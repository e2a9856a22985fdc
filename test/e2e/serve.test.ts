import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { BundleAuthenticator } from "../../src/audit/bundle-authenticator.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { openRepositories } from "../../src/ledger/repositories.js";
import type { Role } from "../../src/model/roles.js";
import { parsePolicy } from "../../src/policy/parse.js";
import type { RunView } from "../../src/contracts/runs.js";
import { freePort } from "../../src/embedded/redis-server.js";
import { scrubjay, spawnScrubjay, startScrubjay, type Child } from "../support/cli.js";
import { fileFinished, type Finished } from "../support/finished.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox } from "../support/sandbox.js";
import { APP_ID, expectAuditEqualsJournal, expectBlankAndKept, KEY, KEYS, parseNdjson } from "./evidence.js";
import { pauseEdits } from "./paused-edits.js";
import { FAST, commandEnvironment } from "./command-environment.js";

const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 10000, maxShare: 100% }\n";
const { policy } = parsePolicy(POLICY, "test");
/** Three calls that edit. */
const USERS = 250;

interface Served {
  child: Child;
  url: string;
}

async function serve(
  cwd: string,
  env: Record<string, string>,
  args: string[] = [],
  finished: Finished = onTestFinished,
): Promise<Served> {
  const child = startScrubjay(["serve", "--port", "0", ...args], { cwd, env });
  finished(async () => {
    child.kill("SIGKILL");
    await child.exited;
  });
  const [, url = ""] = await child.untilOutput(/ at (http:\/\/127\.0\.0\.1:\d+)/);
  return { child, url };
}

/** A service on PostgreSQL for which four eyes have to look at a run, and what makes tokens for it. */
async function shared(finished: Finished) {
  const sandbox = await startTestSandbox({ users: 30, seed: 4 }, finished);
  const { cwd, env: settings, database } = await commandEnvironment(sandbox, finished);
  const env = { ...settings, SCRUBJAY_FOUR_EYES: "true" };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const first = await serve(cwd, env, [], finished);
  const ledger = await openServerLedger(database.url, KEY);
  finished(() => ledger.close());
  const { tokens } = openRepositories(ledger.db, APP_ID, new BundleAuthenticator(KEY));
  const token = async (name: string, role: Role) =>
    (await tokens.create(name, role, null, { name: "cli", role: "owner" }, new Date())).plain;
  const through = (url: string, bearer: string) => ({
    run: (args: string[], stdin = "") =>
      scrubjay(args, { cwd, env: { SCRUBJAY_URL: url, SCRUBJAY_TOKEN: bearer }, stdin }),
  });
  return { cwd, env, sandbox, first, token, through };
}

describe("commands beside a service on the embedded ledger", () => {
  test("find it by themselves, work through it, and go on when it is killed or ended and started again", async () => {
    const sandbox = await startTestSandbox({ users: USERS, seed: 4 });
    const edits = await pauseEdits(sandbox.url);
    const cwd = await tempFolder();
    const env = { ...sandbox.env, ...FAST, ...KEYS, ...edits.env };
    await writeFile(join(cwd, "policy.yaml"), POLICY);
    // The only settings are those that `serve` gets: the other commands have none.
    const run = (...args: string[]) => scrubjay(args, { cwd, env: {} });
    const noteOfService = () => stat(join(cwd, ".scrubjay", "service.json"));
    const before = await sandbox.users();
    const first = await serve(cwd, env);
    expect((await noteOfService()).mode & 0o777).toBe(0o600);
    const invited = await run("account", "create", "--name", "anna", "--role", "viewer");
    expect(invited.stdout).toMatch(new RegExp(`^${first.url}/sign-in/link\\?key=[\\w-]{43}\n$`));
    const plan = await run("plan", "-p", "policy.yaml", "--json");
    expect(plan.code, plan.stderr).toBe(0);
    const planned = JSON.parse(plan.stdout) as RunView;
    expect(planned).toMatchObject({ state: "planned", createdBy: "cli", plan: { scanned: USERS } });

    // Killed and ended in the middle of the work that another process waits for.
    const apply = startScrubjay(["apply", String(planned.run), "--yes", "--json"], { cwd });
    onTestFinished(() => apply.kill("SIGKILL"));
    edits.allow(1);
    await edits.begun();
    first.child.kill("SIGKILL");
    await first.child.exited;
    const second = await serve(cwd, env);
    expect(second.url).not.toBe(first.url);
    edits.allow(1);
    await edits.begun();
    second.child.kill("SIGTERM");
    const ended = await second.child.exited;
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
    expect(await noteOfService().catch(() => undefined)).toBeUndefined();
    edits.allowAll();
    const third = await serve(cwd, env);
    const applied = await apply.exited;
    expect(applied.code, applied.stderr).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ state: "done", progress: { failed: 0 } });
    const status = await run("status");
    expect(status.stdout).toContain(`Run ${planned.run} of app sandboxApp: done`);
    expect((await run("apply", String(planned.run), "--yes")).stderr).toContain("was applied already");
    expectBlankAndKept(before, await sandbox.users(), policy);
    const entries = parseNdjson<AuditEntry>((await run("audit", "export")).stdout);
    expect(entries).toHaveLength(USERS);
    await expectAuditEqualsJournal(entries, sandbox);

    await sandbox.addUsers([{ id: "late@example.test", name: "Late", role: "default", createdAt: 1 }]);
    const erased = await run("erase", "late@example.test", "--yes");
    expect(erased.code, erased.stderr).toBe(0);
    const lookup = await run("audit", "lookup", "late@example.test");
    expect(lookup.stdout).toContain("scrubbed, read back");
    expect((await run("runs", "--json")).stdout).not.toContain("late");
    third.child.kill("SIGTERM");
    const last = await third.child.exited;
    expect(last, last.stderr).toMatchObject({ code: 0, signal: null });
    expect(last.stderr + last.stdout).not.toContain("late@");
    // Without a service they need settings of their own again.
    expect((await run("runs")).stderr).toContain("TALKJS_APP_ID");
    expect((await scrubjay(["runs"], { cwd, env })).stdout).toContain("erasure");
  });

  test("can't be had twice: the API alone needs a ledger that others can open, and an address can be taken", async () => {
    const cwd = await tempFolder();
    const env = { TALKJS_APP_ID: "app", TALKJS_SECRET_KEY: "sk_test_x", ...KEYS };
    const alone = await scrubjay(["serve", "--no-worker"], { cwd, env });
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining("DATABASE_URL") as string });
    const { port } = new URL(inject("redisUrl"));
    const taken = await spawnScrubjay(["serve", "--port", port], { cwd, env });
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining("EADDRINUSE") as string });
  });
});

describe("commands through SCRUBJAY_URL", () => {
  const finished = fileFinished();
  let service: Awaited<ReturnType<typeof shared>>;
  beforeAll(async () => {
    service = await shared(finished);
  });

  test("may do what the role of their token may, and are told what they may not", async () => {
    const { first, token, through, sandbox, cwd } = service;
    const viewer = through(first.url, await token("auditor", "viewer"));
    const operator = through(first.url, await token("support", "operator"));
    const approver = through(first.url, await token("officer", "approver"));
    const refused = await viewer.run(["plan", "-p", "policy.yaml"]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/needs the role operator/) as string,
    });
    expect((await viewer.run(["erase", "x", "--yes"])).code).toBe(2);
    expect(JSON.parse((await viewer.run(["runs", "--json"])).stdout)).toEqual([]);

    const ids = [...(await sandbox.users()).keys()].slice(0, 4);
    const listed = await operator.run(
      ["plan", "-p", "policy.yaml", "--ids", "-", "--json"],
      ids.map((id) => JSON.stringify(id)).join("\n"),
    );
    expect(listed.code, listed.stderr).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject({ createdBy: "support", plan: { selected: 4 } });
    expect((await operator.run(["plan", "--ids", "-"], "\n")).stderr).toContain("holds no user ID");
    const denied = await operator.run(["apply", "1", "--yes", "--json"]);
    expect(denied.code).toBe(2);
    expect(JSON.parse(denied.stdout)).toMatchObject({ error: { code: "ROLE" } });
    expect((await operator.run(["run", "-p", "policy.yaml", "--yes"])).stderr).toContain(
      "needs the role approver",
    );
    expect(await sandbox.journal()).toEqual([]);
    const applied = await approver.run(["apply", "1", "--yes", "--json"]);
    expect(applied.code, applied.stderr).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ approvedBy: "officer", state: "done" });

    const stranger = await through(first.url, "sj_0000_nobody").run(["runs"]);
    expect(stranger).toMatchObject({ code: 2, stderr: expect.stringContaining("bearer token") as string });
    expect(stranger.stderr).not.toContain("nobody");
    const away = await through(`http://127.0.0.1:${await freePort()}`, "x").run(["runs"]);
    expect(away).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't be reached (ECONNREFUSED)") as string,
    });
    const noScrubjay = await through(sandbox.url, "x").run(["runs"]);
    expect(noScrubjay).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't be reached") as string,
    });
    const tokenless = await scrubjay(["runs"], { cwd, env: { SCRUBJAY_URL: first.url } });
    expect(tokenless).toMatchObject({ code: 2, stderr: expect.stringContaining("SCRUBJAY_TOKEN") as string });
    const env = {
      SCRUBJAY_URL: first.url,
      SCRUBJAY_TOKEN: await token("other", "viewer"),
      TALKJS_APP_ID: "app2",
    };
    const other = await scrubjay(["runs"], { cwd, env });
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("works on app sandboxApp") as string,
    });
  });

  test("two services share one ledger, and with four eyes whoever planned can't approve", async () => {
    const { cwd, env, first, token, through, sandbox } = service;
    const second = await serve(cwd, env, ["--no-worker"]);
    const before = await sandbox.journal();
    const [one, other] = [await token("ada", "approver"), await token("bob", "approver")];
    const plan = await through(first.url, one).run(["plan", "-p", "policy.yaml", "--json"]);
    expect(plan.code, plan.stderr).toBe(0);
    const run = String((JSON.parse(plan.stdout) as RunView).run);
    const own = await through(second.url, one).run(["apply", run, "--yes"]);
    expect(own).toMatchObject({ code: 2, stderr: expect.stringContaining("planned by ada") as string });
    expect(await sandbox.journal()).toEqual(before);
    const applied = await through(second.url, other).run(["apply", run, "--yes", "--json"]);
    expect(applied.code, applied.stderr).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ createdBy: "ada", approvedBy: "bob" });

    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    for (const line of [
      /^scrubjay_queue_jobs\{queue="erasure",state="waiting"\} \d+$/m,
      /^scrubjay_requests_open 0$/m,
      /^scrubjay_oldest_waiting_request_seconds 0$/m,
      /^scrubjay_nearest_deadline_days \+Inf$/m,
      /^scrubjay_quota_used_total\{lane="bulk"\} [1-9]\d*$/m,
      /^scrubjay_verifications_total\{result="blank"\} [1-9]\d*$/m,
      /^scrubjay_deliveries\{state="parked"\} 0$/m,
    ])
      expect(metrics).toMatch(line);
  });
});
