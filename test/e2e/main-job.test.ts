import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { scrubjay } from "../support/cli.js";
import { createDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { tempFolder } from "../support/temp.js";
import { startTown } from "../support/town.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";

const POLICY = `
version: 1
scrub:
  name: { pseudonym: "Deleted user {code}" }
  custom: { blankAllBut: [plan] }
  locale: keep
select: { all: true }
limits: { maxUsers: 10000, maxShare: 100% }
`;

/** Quick enough for a test; what is tested here is not the pace. */
const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000" };

const ledgers = [
  ["the embedded ledger", async () => KEYS],
  [
    "PostgreSQL",
    async () => {
      const database = await createDatabase();
      onTestFinished(() => database.drop());
      const redis = await startRedisServer();
      onTestFinished(() => redis.close());
      return {
        REDIS_URL: redis.url,
        DATABASE_URL: database.url,
        ...KEYS,
      };
    },
  ],
] as const;

describe.each(ledgers)("the main job on %s", (_, ledgerEnv) => {
  test(
    "plans, applies, and leaves everybody blank, with an audit entry for every change",
    { timeout: 180_000 },
    async () => {
      const cwd = await tempFolder();
      const town = await startTown({ users: 5_000, seed: 11 });
      const env: Record<string, string> = { ...town.env, ...FAST, ...(await ledgerEnv()) };
      await writeFile(join(cwd, "policy.yaml"), POLICY);
      const before = await town.users();

      const plan = await scrubjay(["plan", "--policy", "policy.yaml", "--json"], { cwd, env });
      expect(plan.code, plan.stderr).toBe(0);
      const planned = JSON.parse(plan.stdout) as {
        run: number;
        plan: { toScrub: number; fields: Record<string, number> };
      };
      expect(await town.journal()).toEqual([]);

      const apply = await scrubjay(["apply", String(planned.run), "--yes", "--json"], { cwd, env });
      expect(apply.code, apply.stderr).toBe(0);
      const applied = JSON.parse(apply.stdout) as { progress: { scrubbed: number; failed: number } };
      expect(applied.progress).toMatchObject({ scrubbed: planned.plan.toScrub, failed: 0 });

      const { policy } = parsePolicy(POLICY, "test");
      expectBlankAndKept(before, await town.users(), policy);
      const audit = await scrubjay(["audit", "export"], { cwd, env });
      const entries = parseNdjson<AuditEntry>(audit.stdout);
      expect(entries).toHaveLength(before.size);
      await expectAuditEqualsJournal(entries, town);
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
    },
  );
});
