import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Certificate2 } from "../../src/audit/certificate-formats.js";
import { findClient } from "../../src/talkjs/witness/find-client.js";
import type { KeysView } from "../../src/contracts/keys.js";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import type { SettingsEdit } from "../../src/sandbox/store/settings.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay, spawnScrubjay } from "../support/cli.js";
import { ledgerDatabase } from "../support/postgres.js";
import { tempFolder } from "../support/temp.js";
import { settingsFor } from "./command-environment.js";

const POLICY = "version: 2\nselect: { all: true }\nverify: both\nlimits: { maxUsers: 100, maxShare: 100% }\n";
/** Told apart from everything else in a log. */
const PEOPLE = ["canary-heron-4711", "canary-stork-4712"];

async function setUp(settings: SettingsEdit = {}, people: Record<string, unknown>[] = []) {
  const sandbox = await startSandbox({ limits: "unlimited", users: 0, settings });
  onTestFinished(() => sandbox.close());
  const all = [...PEOPLE.map((id) => testUser(id, { custom: { plan: "gold" } })), ...people];
  const lines = all.map((data) => `${JSON.stringify({ type: "user", data })}\n`);
  await fetch(`${sandbox.url}/_sandbox/import`, { method: "POST", body: lines.join("") });
  const cwd = await tempFolder();
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const env: Record<string, string> = {
    ...settingsFor(sandbox, await ledgerDatabase()),
    ...{ TALKJS_WITNESS_USER: "canary-witness-4713", LOG_LEVEL: "trace" },
  };
  const doctor = async () => {
    const { stdout } = await scrubjay(["doctor", "-p", "policy.yaml", "--json"], { cwd, env });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return (what: string) => findings.find((finding) => finding.what === what);
  };
  return { sandbox, cwd, env, doctor };
}

const nameOf = async ({ url, appId, secretKey }: Sandbox, id: string) => {
  const headers = { authorization: `Bearer ${secretKey}` };
  const answer = await fetch(`${url}/v1/${appId}/users/${id}`, { headers });
  return answer.ok ? ((await answer.json()) as { name: string }).name : null;
};

test("the built program makes its witness, has it look, and certifies that, without an ID in any output", async () => {
  const { sandbox, cwd, env } = await setUp();
  const said: string[] = [];
  const run = async (...args: string[]) => {
    const ended = await spawnScrubjay(args, { cwd, env });
    said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const unmade = await run("run", "--policy", "policy.yaml", "--yes");
  expect([unmade.code, unmade.stdout]).toEqual([1, expect.stringContaining("WITNESS_UNKNOWN")]);
  const unasked = await run("witness", "create");
  expect([unasked.code, await nameOf(sandbox, "canary-witness-4713")]).toEqual([2, null]);
  const made = await run("witness", "create", "--yes");
  expect([made.code, await nameOf(sandbox, "canary-witness-4713")]).toEqual([0, "Erasure check"]);
  expect((await run("witness", "create")).stdout).toContain("nothing was changed");
  expect((await run("doctor", "-p", "policy.yaml")).code).toBe(0);
  const swept = await run("run", "--policy", "policy.yaml", "--yes");
  expect(swept.code, swept.stdout + swept.stderr).toBe(0);
  for (const id of PEOPLE) expect(await nameOf(sandbox, id)).toBe("[DELETED]");
  expect(await nameOf(sandbox, "canary-witness-4713")).toBe("Erasure check");
  for (const text of said) expect(text).not.toMatch(/canary-/);
  const runNumber = /run (\d+)/i.exec(swept.stdout)?.[1] ?? "";
  const [person = ""] = PEOPLE;
  const issued = await spawnScrubjay(["certificate", "user", runNumber, person], { cwd, env });
  expect(issued.code, issued.stderr).toBe(0);
  const { erasure } = JSON.parse(issued.stdout) as Certificate2;
  expect(erasure.places).toEqual([{ place: "public_profile", erased: 0, remaining: 0, reason: null }]);
  await writeFile(join(cwd, "certificate.json"), issued.stdout);
  const keys = JSON.parse((await run("keys", "list", "--json")).stdout) as KeysView;
  const verify = ["certificate", "verify", "certificate.json", "--vkey", keys.signing[0]?.verifierKey ?? ""];
  const verified = await spawnScrubjay(verify, { cwd });
  expect([verified.code, verified.stdout]).toEqual([
    0,
    expect.stringMatching(/second witness +also seen blank by other participants/),
  ]);
});

test("doctor says whether the witness can look, and whether browsers may bring people back", async () => {
  const { sandbox, cwd, env, doctor } = await setUp({ syncUsers: false });
  expect((await doctor())("Second witness")).toMatchObject({
    verdict: "problem",
    remedy: expect.stringContaining("scrubjay witness create") as string,
  });
  await scrubjay(["witness", "create", "--yes"], { cwd, env });
  const off = await doctor();
  expect(off("Second witness")?.verdict).toBe("ok");
  expect(off("Browser synchronization")?.verdict).toBe("ok");
  await fetch(`${sandbox.url}/_sandbox/settings`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ syncUsers: true }),
  });
  expect((await doctor())("Browser synchronization")).toMatchObject({
    verdict: "warning",
    remedy: expect.stringContaining("Settings → Security → Browser synchronization") as string,
  });
  expect(await nameOf(sandbox, "canary-witness-4713")).toBe("Erasure check");
});

test("doctor can't tell that without a witness, and says how", async () => {
  const { env, doctor, cwd } = await setUp();
  delete env["TALKJS_WITNESS_USER"];
  const unset = await doctor();
  expect(unset("Second witness")).toMatchObject({ verdict: "problem", remedy: expect.any(String) as string });
  expect(unset("Browser synchronization")).toMatchObject({
    verdict: "warning",
    remedy: expect.stringContaining("@talkjs/core") as string,
  });
  await writeFile(join(cwd, "policy.yaml"), POLICY.replace("both", "rest"));
  expect((await doctor())("Second witness")?.verdict).toBe("ok");
});

test("whoever holds more than a name isn't taken for a witness", async () => {
  const person = testUser("canary-witness-4713");
  const { sandbox, cwd, env, doctor } = await setUp({}, [person]);
  const { code, stderr } = await scrubjay(["witness", "create", "--yes"], { cwd, env });
  expect([code, stderr]).toEqual([2, expect.stringContaining("it may be a person")]);
  expect(await nameOf(sandbox, "canary-witness-4713")).toBe(person["name"]);
  expect((await doctor())("Second witness")?.verdict).toBe("problem");
  delete env["TALKJS_WITNESS_USER"];
  const unset = await scrubjay(["witness", "create", "--yes"], { cwd, env });
  expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining("Set TALKJS_WITNESS_USER")]);
});

test("what a policy wants and the settings can't do is a warning of the check, and refused before a run is made", async () => {
  const { cwd, env } = await setUp();
  expect(findClient([])).toBeDefined();
  const check = async () => (await scrubjay(["config", "check", "-p", "policy.yaml"], { cwd, env })).stdout;
  expect(await check()).not.toMatch(/warning: .*verify/);
  delete env["TALKJS_WITNESS_USER"];
  expect(await check()).toMatch(/warning: verify: is `both`, and no user is set as whom to look/);
  const { code, stderr } = await scrubjay(["plan", "-p", "policy.yaml"], { cwd, env });
  expect([code, stderr]).toEqual([2, expect.stringContaining("scrubjay witness create")]);
  const runs = await scrubjay(["runs", "--json"], { cwd, env });
  expect(JSON.parse(runs.stdout)).toEqual([]);
});
