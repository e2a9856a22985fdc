import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { startRedisServer } from "../support/redis.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, inEvidence, parseNdjson } from "./evidence.js";
import { commandEnvironment } from "./command-environment.js";

const person = (id: string, custom: Record<string, string> = {}) => ({
  id,
  name: "Somebody",
  email: ["somebody@example.test"],
  phone: null,
  role: "default",
  custom,
  pushTokens: null,
  createdAt: 1_600_000_000_000,
});

async function sandboxAndEnvironment() {
  const sandbox = await startTestSandbox({ users: 0 });
  return { sandbox, ...(await commandEnvironment(sandbox)) };
}

describe("erasing on demand", () => {
  test("blanks awkwardly named users, and only them", async () => {
    const { cwd, sandbox, env } = await sandboxAndEnvironment();
    const awkward = ["a/b", "50%", "x:y@z", "with space", "ключ", "%2F", "__proto__", "a?b#c", "..."];
    await sandbox.addUsers([...awkward, "bystander"].map((id) => person(id)));
    const ended = await scrubjay(["erase", "--yes", "--", ...awkward], { cwd, env });
    expect(ended.code, ended.stderr).toBe(0);
    const users = await sandbox.users();
    for (const id of awkward) expect(users.get(id)).toMatchObject({ name: "[DELETED]", email: null });
    expect(users.get("bystander")).toMatchObject({ name: "Somebody" });
    const lookup = await scrubjay(["audit", "lookup", "a/b"], { cwd, env });
    expect(lookup).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("scrubbed, read back") as string,
    });
  });

  test("tells who is not found or held, and that it was not done", async () => {
    const { cwd, sandbox, env } = await sandboxAndEnvironment();
    await sandbox.addUsers([person("fine"), person("held", { hold: "litigation" })]);
    await writeFile(
      join(cwd, "p.yaml"),
      "version: 1\nselect: { all: true }\nexclude: { legalHold: { customKey: hold } }\n",
    );
    const ended = await scrubjay(
      ["erase", "fine", "held", "nobody", "fine", "-p", "p.yaml", "--yes", "--json"],
      { cwd, env },
    );
    expect(ended.code, ended.stderr).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      state: "done",
      progress: { scrubbed: 1, excluded: 1, notFound: 1, failed: 0 },
    });
    expect((await sandbox.users()).get("held")?.email).toEqual(["somebody@example.test"]);
    expect((await sandbox.users()).has("nobody"), "nobody is created by an edit").toBe(false);
    const lookup = await scrubjay(["audit", "lookup", "held", "--json"], { cwd, env });
    const { entries } = JSON.parse(lookup.stdout) as { entries: AuditEntry[] };
    expect(entries).toMatchObject([
      { subject: inEvidence.subject("held"), outcome: "excluded", reason: "legal_hold" },
    ]);
  });

  test("writes how it went for each line of a list, for its owner alone, without an ID and over no file", async () => {
    const { cwd, sandbox, env } = await sandboxAndEnvironment();
    await sandbox.addUsers([person("fine-canary"), person("held-canary", { hold: "litigation" })]);
    await writeFile(
      join(cwd, "p.yaml"),
      "version: 1\nselect: { all: true }\nexclude: { legalHold: { customKey: hold } }\n",
    );
    const ids = ["fine-canary", "held-canary", "", "nobody-canary", "fine-canary"];
    await writeFile(join(cwd, "list.csv"), ["case;user_id", ...ids.map((id) => id && `7;${id}`)].join("\n"));
    const erase = (results: string) =>
      scrubjay(["erase", "--ids", "list.csv", "--results", results, "-p", "p.yaml", "--yes"], { cwd, env });
    await writeFile(join(cwd, "there.csv"), "kept");
    for (const [path, told] of [
      ["there.csv", "The file is there already"],
      ["nowhere/r.csv", "The file can't be written (ENOENT)."],
    ] as const) {
      const refused = await erase(path);
      expect([refused.code, refused.stderr.includes(told)]).toEqual([2, true]);
    }
    expect(await readFile(join(cwd, "there.csv"), "utf8")).toBe("kept");
    expect(await sandbox.journal(), "nothing was done before").toEqual([]);
    const ended = await erase("r.csv");
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).toContain("The results of 4 lines are written.");
    const written = "2,scrubbed,\r\n3,excluded,legal_hold\r\n5,not_found,\r\n6,scrubbed,\r\n";
    expect(await readFile(join(cwd, "r.csv"), "utf8")).toBe(`line,result,reason\r\n${written}`);
    expect((await stat(join(cwd, "r.csv"))).mode & 0o777).toBe(0o600);
    const asked = await scrubjay(["results", "1", "--ids", "-", "--json"], {
      ...{ cwd, env },
      stdin: "held-canary\nfine-canary\n",
    });
    expect(asked.code, asked.stderr).toBe(1);
    expect(JSON.parse(asked.stdout)).toEqual([
      { line: 1, result: "excluded", reason: "legal_hold" },
      { line: 2, result: "scrubbed", reason: null },
    ]);
    const all = await scrubjay(["results", "1", "--ids", "list.csv", "--out", "again.csv"], { cwd, env });
    expect(await readFile(join(cwd, "again.csv"), "utf8")).toContain(written);
    for (const { stdout, stderr } of [ended, asked, all]) expect(stdout + stderr).not.toContain("canary");
    const none = await scrubjay(["results", "9", "--ids", "list.csv", "--out", "none.csv"], { cwd, env });
    expect(none.code).toBe(2);
    await expect(stat(join(cwd, "none.csv")), "no empty file stays").rejects.toThrow("ENOENT");
  });

  test("keeps a parked user for a retry until a person dismisses them", async () => {
    const { cwd, sandbox, env, database } = await sandboxAndEnvironment();
    await sandbox.addUsers([person("poisonous")]);
    await sandbox.setFaults([{ kind: "poison", userId: "poisonous" }]);
    const command = (...args: string[]) => scrubjay(args, { cwd, env });
    expect((await command("erase", "poisonous", "--yes")).code).toBe(1);
    expect((await command("retry", "1")).code).toBe(1);
    expect(await rowsOf(database.url, "scrubjay.worklist")).toBe(1);
    const dismissed = await command("dismiss", "1", "--yes", "--json");
    expect(JSON.parse(dismissed.stdout)).toEqual({ run: 1, dismissed: 1 });
    expect(await rowsOf(database.url, "scrubjay.worklist")).toBe(0);
    expect((await command("retry", "1")).stderr).toContain("no parked users");
    const audit = await command("audit", "export");
    expect(parseNdjson<AuditEntry>(audit.stdout)).toMatchObject([
      { outcome: "failed", round: 1 },
      { outcome: "failed", round: 2 },
    ]);
  });

  test("does not claim on a retry what another run blanked meanwhile", async () => {
    const { cwd, sandbox, env } = await sandboxAndEnvironment();
    await sandbox.addUsers([person("poisonous")]);
    await sandbox.setFaults([{ kind: "poison", userId: "poisonous" }]);
    expect((await scrubjay(["erase", "poisonous", "--yes"], { cwd, env })).code).toBe(1);
    await sandbox.setFaults([]);
    expect((await scrubjay(["erase", "poisonous", "--yes"], { cwd, env })).code).toBe(0);
    expect((await scrubjay(["retry", "1"], { cwd, env })).code).toBe(0);
    const audit = await scrubjay(["audit", "export"], { cwd, env });
    const entries = parseNdjson<AuditEntry>(audit.stdout);
    expect(entries.map(({ runId, outcome }) => [runId, outcome])).toEqual([
      [1, "failed"],
      [2, "scrubbed"],
      [1, "already_blank"],
    ]);
    await expectAuditEqualsJournal(entries, sandbox);
  });

  test("goes ahead of a sweep that has the whole quota busy", async () => {
    const { cwd, sandbox, env } = await sandboxAndEnvironment();
    await sandbox.addUsers(Array.from({ length: 6_000 }, (_, i) => person(`user-${i}`)));
    await sandbox.addUsers([person("urgent")]);
    await writeFile(
      join(cwd, "p.yaml"),
      "version: 1\nselect: { all: true }\nexclude: { ids: [urgent] }\nlimits: { maxUsers: 10000, maxShare: 100% }\n",
    );
    // The quota is the app's: on the shared Redis other tests would use it too.
    const redis = await startRedisServer();
    onTestFinished(() => redis.close());
    const here = { ...env, REDIS_URL: redis.url };
    const plan = await scrubjay(["plan", "-p", "p.yaml"], { cwd, env: here });
    expect(plan.code, plan.stderr).toBe(0);
    const slow = { ...here, TALKJS_RATE: "4", TALKJS_BURST: "20", TALKJS_QUOTA_SHARE: "1" };
    const sweep = startScrubjay(["apply", "1", "--yes"], { cwd, env: slow });
    onTestFinished(() => sweep.kill("SIGKILL"));
    await until("the sweep's edits", async () => (await sandbox.journal()).length > 0);
    const ended = await scrubjay(["erase", "urgent", "--yes"], { cwd, env: slow });
    expect(ended.code, ended.stderr).toBe(0);
    expect((await sandbox.users()).get("urgent")?.name).toBe("[DELETED]");
    const swept = new Set((await sandbox.journal()).map(({ user }) => user)).size;
    expect(swept, "the sweep was still at work").toBeLessThan(6_000);
  });
});

async function rowsOf(url: string, table: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  await client.end();
  return rows[0]?.n ?? -1;
}
