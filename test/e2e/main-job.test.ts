import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { scrubjay } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { createDatabase } from "../support/postgres.js";
import { sized } from "../support/size.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";
import { FAST, commandEnvironment } from "./command-environment.js";

const USERS = sized(400, 5_000);

const POLICY = `
version: 1
scrub:
  name: { pseudonym: "Deleted user {code}" }
  custom: { blankAllBut: [plan] }
  locale: keep
select: { all: true }
limits: { maxUsers: 10000, maxShare: 100% }
`;

const ledgers = [
  [
    "the embedded ledger",
    async (sandbox: TestSandbox) => ({
      cwd: await folderWithLedger(),
      env: { ...sandbox.env, ...FAST, ...KEYS },
    }),
  ],
  [
    "an empty PostgreSQL",
    async (sandbox: TestSandbox) => {
      const { cwd, env } = await commandEnvironment(sandbox);
      const empty = await createDatabase();
      return { cwd, env: { ...env, DATABASE_URL: empty.url } };
    },
  ],
] as const;

describe.each(sized([ledgers[1]], [...ledgers]))("the main job on %s", (_, settle) => {
  test("plans, applies, and leaves everybody blank, with an audit entry for every change", async () => {
    const sandbox = await startTestSandbox({ users: USERS, seed: 11 });
    const { cwd, env } = await settle(sandbox);
    await writeFile(join(cwd, "policy.yaml"), POLICY);
    const before = await sandbox.users();

    const plan = await scrubjay(["plan", "--policy", "policy.yaml", "--json"], { cwd, env });
    expect(plan.code, plan.stderr).toBe(0);
    const planned = JSON.parse(plan.stdout) as {
      run: number;
      plan: { toScrub: number; fields: Record<string, number> };
    };
    expect(await sandbox.journal()).toEqual([]);

    const apply = await scrubjay(["apply", String(planned.run), "--yes", "--json"], { cwd, env });
    expect(apply.code, apply.stderr).toBe(0);
    const applied = JSON.parse(apply.stdout) as { progress: { scrubbed: number; failed: number } };
    expect(applied.progress).toMatchObject({ scrubbed: planned.plan.toScrub, failed: 0 });

    const { policy } = parsePolicy(POLICY, "test");
    expectBlankAndKept(before, await sandbox.users(), policy);
    const audit = await scrubjay(["audit", "export"], { cwd, env });
    const entries = parseNdjson<AuditEntry>(audit.stdout);
    expect(entries).toHaveLength(before.size);
    await expectAuditEqualsJournal(entries, sandbox);
    for (const [field, users] of Object.entries(planned.plan.fields)) {
      expect(entries.filter((entry) => entry.fields.includes(field))).toHaveLength(users);
    }

    const again = await scrubjay(["apply", String(planned.run), "--yes"], { cwd, env });
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("was applied already") as string,
    });
    const second = await scrubjay(["run", "--policy", "policy.yaml", "--yes", "--json"], { cwd, env });
    expect(JSON.parse(second.stdout)).toMatchObject({
      state: "done",
      progress: { scrubbed: 0, alreadyBlank: before.size },
    });
  });
});
