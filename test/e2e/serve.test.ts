import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { Scribe } from "../../src/audit/scribe.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { openRepositories } from "../../src/ledger/repositories.js";
import type { Role } from "../../src/model/roles.js";
import { parsePolicy } from "../../src/policy/parse.js";
import type { RunView } from "../../src/contracts/runs.js";
import { freePort } from "../../src/embedded/redis-server.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { tempFolder } from "../support/temp.js";
import { startTown } from "../support/town.js";
import { until } from "../support/until.js";
import { APP_ID, expectAuditEqualsJournal, expectBlankAndKept, KEY, KEYS, parseNdjson } from "./evidence.js";
import { FAST, station } from "./station.js";

const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 10000, maxShare: 100% }\n";
const { policy } = parsePolicy(POLICY, "test");
const BUSY = { within: 60_000 };

interface Served {
  child: Child;
  url: string;
}

async function serve(cwd: string, env: Record<string, string>, ...args: string[]): Promise<Served> {
  const child = startScrubjay(["serve", "--port", "0", ...args], { cwd, env });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await child.exited;
  });
  const [, url = ""] = await child.untilOutput(/ at (http:\/\/127\.0\.0\.1:\d+)/, BUSY);
  return { child, url };
}

/** A folder whose only settings are those that `serve` gets: the other commands have none. */
async function embedded(users: number, settings: Record<string, string> = {}) {
  const cwd = await tempFolder();
  const town = await startTown({ users, seed: 4 });
  const env = { ...town.env, ...FAST, ...KEYS, ...settings };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const run = (...args: string[]) => scrubjay(args, { cwd, env: {} });
  return { cwd, town, env, run };
}

/** A service on PostgreSQL, and what makes tokens for it. */
async function shared(users: number, settings: Record<string, string> = {}) {
  const town = await startTown({ users, seed: 4 });
  const { cwd, env, database } = await station(town);
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const first = await serve(cwd, { ...env, ...settings });
  const ledger = await openServerLedger(database.url, KEY);
  onTestFinished(() => ledger.close());
  const { tokens } = openRepositories(ledger.db, APP_ID, new Scribe(KEY));
  const token = async (name: string, role: Role) =>
    (await tokens.create(name, role, null, { name: "cli", role: "owner" }, new Date())).plain;
  const through = (url: string, bearer: string) => ({
    run: (args: string[], stdin = "") =>
      scrubjay(args, { cwd, env: { SCRUBJAY_URL: url, SCRUBJAY_TOKEN: bearer }, stdin }),
  });
  return { cwd, env, town, first, token, through };
}

describe("commands beside a service on the embedded ledger", { timeout: 240_000 }, () => {
  test("find it by themselves and work through it", async () => {
    const { cwd, env, town, run } = await embedded(250);
    const before = await town.users();
    const { child, url } = await serve(cwd, env);
    expect((await stat(join(cwd, ".scrubjay", "service.json"))).mode & 0o777).toBe(0o600);

    const plan = await run("plan", "-p", "policy.yaml", "--json");
    expect(plan.code, plan.stderr).toBe(0);
    const planned = JSON.parse(plan.stdout) as RunView;
    expect(planned).toMatchObject({ state: "planned", createdBy: "cli", plan: { scanned: 250 } });
    const apply = await run("apply", String(planned.run), "--yes", "--json");
    expect(apply.code, apply.stderr).toBe(0);
    const status = await run("status");
    expect(status.stdout).toContain(`Run ${planned.run} of app sandboxApp: done`);
    expect((await run("apply", String(planned.run), "--yes")).stderr).toContain("was applied already");

    expectBlankAndKept(before, await town.users(), policy);
    const entries = parseNdjson<AuditEntry>((await run("audit", "export")).stdout);
    expect(entries).toHaveLength(250);
    await expectAuditEqualsJournal(entries, town);

    await town.addUsers([{ id: "late@example.test", name: "Late", role: "default", createdAt: 1 }]);
    const erased = await run("erase", "late@example.test", "--yes");
    expect(erased.code, erased.stderr).toBe(0);
    const lookup = await run("audit", "lookup", "late@example.test");
    expect(lookup.stdout).toContain("scrubbed, read back");
    expect((await run("runs", "--json")).stdout).not.toContain("late");
    const invited = await run("account", "create", "--name", "anna", "--role", "viewer");
    expect(invited.stdout).toMatch(new RegExp(`^${url}/sign-in/link\\?key=[\\w-]{43}\n$`));

    child.kill("SIGTERM");
    const ended = await child.exited;
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr + ended.stdout).not.toContain("late@");
    expect(await stat(join(cwd, ".scrubjay", "service.json")).catch(() => undefined)).toBeUndefined();
    // Without a service they need settings of their own again.
    expect((await run("runs")).stderr).toContain("TALKJS_APP_ID");
    expect((await scrubjay(["runs"], { cwd, env })).stdout).toContain("erasure");
  });

  test("go on when it is killed in the middle and started again elsewhere", async () => {
    const slow = { TALKJS_RATE: "2", TALKJS_BURST: "4", TALKJS_QUOTA_SHARE: "1" };
    const { cwd, env, town } = await embedded(1_200, slow);
    const before = await town.users();
    const first = await serve(cwd, env);
    const run = startScrubjay(["run", "-p", "policy.yaml", "--yes", "--json"], { cwd });
    await until("the first edits", async () => (await town.journal()).length > 0, BUSY);
    first.child.kill("SIGKILL");
    await first.child.exited;
    const second = await serve(cwd, { ...env, ...FAST });
    expect(second.url).not.toBe(first.url);
    const ended = await run.exited;
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ state: "done", progress: { failed: 0 } });
    expectBlankAndKept(before, await town.users(), policy);
    const audit = await scrubjay(["audit", "export"], { cwd });
    await expectAuditEqualsJournal(parseNdjson<AuditEntry>(audit.stdout), town);
  });

  test("SIGTERM in the middle of a run ends it within seconds, and the next one goes on", async () => {
    const slow = { TALKJS_RATE: "2", TALKJS_BURST: "4", TALKJS_QUOTA_SHARE: "1" };
    const { cwd, env, town } = await embedded(1_200, slow);
    const first = await serve(cwd, env);
    const run = startScrubjay(["run", "-p", "policy.yaml", "--yes"], { cwd });
    await until("the first edits", async () => (await town.journal()).length > 0, BUSY);
    first.child.kill("SIGTERM");
    const began = Date.now();
    expect(await first.child.exited).toMatchObject({ code: 0, signal: null });
    expect(Date.now() - began).toBeLessThan(20_000);
    await serve(cwd, { ...env, ...FAST });
    const ended = await run.exited;
    expect(ended.code, ended.stderr).toBe(0);
  });
});

describe("commands through SCRUBJAY_URL", { timeout: 240_000 }, () => {
  test("may do what the role of their token may, and are told what they may not", async () => {
    const { first, token, through, town, cwd } = await shared(30);
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

    const ids = [...(await town.users()).keys()].slice(0, 4);
    const listed = await operator.run(["plan", "-p", "policy.yaml", "--ids", "-", "--json"], ids.join("\n"));
    expect(listed.code, listed.stderr).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject({ createdBy: "support", plan: { selected: 4 } });
    expect((await operator.run(["plan", "--ids", "-"], "\n")).stderr).toContain("holds no user ID");
    const denied = await operator.run(["apply", "1", "--yes", "--json"]);
    expect(denied.code).toBe(2);
    expect(JSON.parse(denied.stdout)).toMatchObject({ error: { code: "ROLE" } });
    expect((await operator.run(["run", "-p", "policy.yaml", "--yes"])).stderr).toContain(
      "needs the role approver",
    );
    expect(await town.journal()).toEqual([]);
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
    const noScrubjay = await through(town.url, "x").run(["runs"]);
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
    const settings = { SCRUBJAY_FOUR_EYES: "true" };
    const { cwd, env, first, token, through, town } = await shared(30, settings);
    const second = await serve(cwd, { ...env, ...settings }, "--no-worker");
    const [one, other] = [await token("ada", "approver"), await token("bob", "approver")];
    const plan = await through(first.url, one).run(["plan", "-p", "policy.yaml"]);
    expect(plan.code, plan.stderr).toBe(0);
    const own = await through(second.url, one).run(["apply", "1", "--yes"]);
    expect(own).toMatchObject({ code: 2, stderr: expect.stringContaining("planned by ada") as string });
    expect(await town.journal()).toEqual([]);
    const applied = await through(second.url, other).run(["apply", "1", "--yes", "--json"]);
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

test("the API alone needs a ledger that others can open, and an address can be taken", async () => {
  const { cwd, env } = await embedded(0);
  const alone = await scrubjay(["serve", "--no-worker"], { cwd, env });
  expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining("DATABASE_URL") as string });
  const { child, url } = await serve(cwd, env);
  const other = await embedded(0);
  const taken = await scrubjay(["serve", "--port", new URL(url).port], other);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining("EADDRINUSE") as string });
  expect(await readFile(join(cwd, ".scrubjay", "service.json"), "utf8")).toContain(url);
  child.kill("SIGTERM");
  await child.exited;
});
