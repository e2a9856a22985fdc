import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { VERSION } from "../../src/version.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay, spawnScrubjay, startScrubjay } from "../support/cli.js";
import { ledgerDatabase } from "../support/postgres.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";
import { parseNdjson } from "./evidence.js";
import { settingsFor } from "./command-environment.js";

const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 100, maxShare: 100% }\n";

let cwd: string;
let env: Record<string, string>;
let url: string;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const sandbox = await startSandbox({ limits: "unlimited", users: 0 });
  ends.push(() => sandbox.close());
  url = sandbox.url;
  const people = ["a", "b", "c"].map((id) => `${JSON.stringify({ type: "user", data: testUser(id) })}\n`);
  await fetch(`${url}/_sandbox/import`, { method: "POST", body: people.join("") });
  const database = await ledgerDatabase();
  cwd = await tempFolder((end) => ends.push(end as () => Promise<void>));
  env = settingsFor(sandbox, database);
  await writeFile(join(cwd, "policy.yaml"), POLICY);
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

describe("the built program, one command of each group", () => {
  test.each<[group: string, args: string[], says: RegExp]>([
    ["plan, apply, run, erase", ["erase", "a", "--yes"], /^Run 1 of app sandboxApp: done/],
    ["request, hold, schedule", ["request", "create", "b", "--yes", "--follow"], /: completed$/m],
    ["token, account, keys", ["token", "create", "--name", "crm", "--role", "viewer"], /^sj_/],
    ["audit, certificate", ["audit", "verify"], /^The log holds: /],
    ["doctor, config, sandbox, demo", ["doctor", "-p", "policy.yaml"], /everything that a run needs/i],
    ["help", ["--help"], /\n {2}plan .*\n {2}apply /],
    ["version", ["--version"], new RegExp(`^${VERSION}\n$`)],
  ])("%s", async (_, args, says) => {
    const { code, stdout, stderr } = await spawnScrubjay(args, { cwd, env });
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(says);
  });

  test.each([
    ["serve", ["--port", "0"], / serves app sandboxApp at http/],
    ["worker", [], / works on app sandboxApp\.\n/],
  ])("%s writes JSON lines to its log, and ends with 0 on SIGTERM", async (command, args, says) => {
    const service = startScrubjay([command, ...args], { cwd, env });
    await service.untilOutput(says, { within: Infinity });
    service.kill("SIGTERM");
    const { code, stdout, stderr } = await service.exited;
    expect(code, stdout + stderr).toBe(0);
    expect(parseNdjson<{ msg: string; kind?: string }>(stderr)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 30, msg: "service.started", kind: command }) as unknown,
        expect.objectContaining({ level: 30, msg: "service.stopping", kind: command }) as unknown,
      ]),
    );
  });

  test("a service that can't start says so in a line of its log, with the remedy", async () => {
    const { code, stdout, stderr } = await spawnScrubjay(["worker"], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(parseNdjson(stderr)).toEqual([
      expect.objectContaining({
        level: 60,
        msg: "service.failed",
        code: "CONFIG_INVALID",
        problem: expect.stringContaining("TALKJS_APP_ID is not set") as unknown,
        remedy: expect.stringContaining(".env") as unknown,
      }),
    ]);
  });
});

describe("Ctrl-C", () => {
  test("ends a command with 130 and one line: what is left, and how to go on", async () => {
    await fetch(`${url}/_sandbox/faults`, {
      method: "POST",
      body: JSON.stringify([{ kind: "latency", ms: 600_000, match: { path: "/users?limit=100" } }]),
    });
    const plan = startScrubjay(["plan", "-p", "policy.yaml"], { cwd, env });
    const runs = async () =>
      JSON.parse((await scrubjay(["runs", "--json"], { cwd, env })).stdout) as {
        state: string;
        run: number;
      }[];
    const { run = 0 } = await until(
      "the run is being planned",
      async () => (await runs()).find(({ state }) => state === "planning"),
      { within: Infinity },
    );
    plan.kill("SIGINT");
    const { code, stdout, stderr } = await plan.exited;
    expect([code, stdout]).toEqual([130, ""]);
    const [last, ...before] = stderr.trimEnd().split("\n").reverse();
    expect(last).toBe(`Interrupted. Run ${run} is safe in the ledger. Go on with it: scrubjay resume ${run}`);
    for (const line of before) expect(line).toMatch(/^(warning: line \d|Planning run)/);
  });
});
