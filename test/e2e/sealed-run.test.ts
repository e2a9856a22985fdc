import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/sealing/verdict.js";
import { scrubjay } from "../support/cli.js";
import { copyDatabase } from "../support/postgres.js";
import { startTown } from "../support/town.js";
import { station } from "./station.js";

const USERS = 20_000;
const POLICY = `
version: 1
select: { all: true }
limits: { maxUsers: ${USERS}, maxShare: 100% }
`;

interface Tampering {
  name: string;
  /** As the owner of the tables would: the guards go first. */
  sql: string;
  finds: { kind: string; index: number | null; message: RegExp }[];
}

const ROW = (index: number) => `(select row_id from scrubjay.log_leaves where index = ${index})`;
const TAMPERINGS: Tampering[] = [
  {
    name: "one byte of an entry changed, one entry removed, two swapped, one added",
    sql: `update scrubjay.audit_entries
          set subject = overlay(subject placing (case left(subject, 1) when 'a' then 'b' else 'a' end) from 1 for 1)
          where id = ${ROW(12_345)};
          delete from scrubjay.audit_entries where id = ${ROW(9_999)};
          create temp table twin as select * from scrubjay.audit_entries where id = ${ROW(77)};
          update twin set round = 7, id = (select max(id) + 1 from scrubjay.audit_entries);
          insert into scrubjay.audit_entries overriding system value select * from twin;
          update scrubjay.log_leaves set index = -index where index in (400, 19000);
          update scrubjay.log_leaves set index = 19400 + index where index < 0`,
    finds: [
      { kind: "swapped", index: 400, message: /stands at index 400, and it was sealed at index 19000/ },
      { kind: "missing", index: 9_999, message: /\(index 9999\) was removed/ },
      { kind: "changed", index: 12_345, message: /^Entry \d+ of run 1 \(index 12345\) was changed/ },
      { kind: "swapped", index: 19_000, message: /stands at index 19000, and it was sealed at index 400/ },
      { kind: "added", index: null, message: /^Entry \d+ of run 1 was added by somebody else/ },
    ],
  },
  {
    name: "the whole tail cut off, with all that says how long the log was",
    sql: `delete from scrubjay.audit_entries where id in (select row_id from scrubjay.log_leaves where index >= 10240 and kind = 'entry');
          delete from scrubjay.audit_actions where id in (select row_id from scrubjay.log_leaves where index >= 10240 and kind = 'action');
          delete from scrubjay.log_leaves where index >= 10240;
          delete from scrubjay.log_checkpoints where size > 10240;
          delete from scrubjay.log_tiles where level = 0 and index >= 40;
          update scrubjay.log_tiles set hashes = substring(hashes for 40 * 32) where level = 1;
          update scrubjay.logs set size = 10240`,
    finds: [{ kind: "cut_off", index: 10_240, message: /10,?240/ }],
  },
  {
    name: "a checkpoint replaced",
    sql: `update scrubjay.log_checkpoints set note = replace(note, split_part(note, E'\\n', 3), 'A' || substr(split_part(note, E'\\n', 3), 2))
          where size = (select max(size) from scrubjay.log_checkpoints)`,
    finds: [{ kind: "checkpoint_forged", index: null, message: /checkpoint/ }],
  },
];

const GUARDS = ["audit_entries", "audit_actions", "log_leaves"]
  .map((table) => `alter table scrubjay.${table} disable trigger all;`)
  .join("\n");

async function tamper(url: string, statements: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`${GUARDS}\n${statements}`).finally(() => client.end());
}

test(
  `a run of ${USERS} users is sealed, and whatever the database's owner does to it is found and named`,
  { timeout: 240_000 },
  async () => {
    const town = await startTown({ users: USERS, seed: 20 });
    const { cwd, env, database } = await station(town);
    await writeFile(join(cwd, "policy.yaml"), POLICY);
    const run = await scrubjay(["run", "--policy", "policy.yaml", "--yes", "--json"], { cwd, env });
    expect(run.code, run.stderr).toBe(0);

    const verify = async (url: string) => {
      const ended = await scrubjay(["audit", "verify", "--json"], {
        cwd,
        env: { ...env, DATABASE_URL: url },
      });
      return { code: ended.code, verdict: JSON.parse(ended.stdout) as Verdict };
    };
    const whole = await verify(database.url);
    expect(whole).toMatchObject({ code: 0, verdict: { holds: true, findings: [], waiting: 0 } });
    expect(whole.verdict.logs[0]?.size).toBeGreaterThan(USERS);

    for (const { name, sql, finds } of TAMPERINGS) {
      const copy = await copyDatabase(database.url);
      await tamper(copy.url, sql);
      const { code, verdict } = await verify(copy.url);
      await copy.drop();
      expect({ name, code, holds: verdict.holds }).toEqual({ name, code: 1, holds: false });
      expect(verdict.findings.map(({ kind, index }) => [kind, index])).toEqual(
        finds.map(({ kind, index }) => [kind, index]),
      );
      finds.forEach(({ message }, place) => expect(verdict.findings[place]?.message).toMatch(message));
    }
  },
);
