import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/sealing/verdict.js";
import { scrubjay } from "../support/cli.js";
import { copyDatabase } from "../support/postgres.js";
import { sized } from "../support/size.js";
import { startTestSandbox } from "../support/sandbox.js";
import { commandEnvironment } from "./command-environment.js";

const USERS = sized(1_500, 20_000);
/** Leaves of the log: two far apart, one to be changed, one to be removed, one to be copied. */
const AT = sized(
  { first: 40, last: 1_400, changed: 1_234, removed: 999, copied: 77 },
  { first: 400, last: 19_000, changed: 12_345, removed: 9_999, copied: 77 },
);
/** Of the log's tiles, each of 256 leaves, so many are left. */
const TILES_LEFT = sized(3, 40);
const CUT_AT = TILES_LEFT * 256;
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
const swapped = (index: number, sealedAt: number) => ({
  kind: "swapped",
  index,
  message: new RegExp(`stands at index ${index}, and it was sealed at index ${sealedAt}`),
});
const TAMPERINGS: Tampering[] = [
  {
    name: "one byte of an entry changed, one entry removed, two swapped, one added",
    sql: `update scrubjay.audit_entries
          set subject = overlay(subject placing (case left(subject, 1) when 'a' then 'b' else 'a' end) from 1 for 1)
          where id = ${ROW(AT.changed)};
          delete from scrubjay.audit_entries where id = ${ROW(AT.removed)};
          create temp table twin as select * from scrubjay.audit_entries where id = ${ROW(AT.copied)};
          update twin set round = 7, id = (select max(id) + 1 from scrubjay.audit_entries);
          insert into scrubjay.audit_entries overriding system value select * from twin;
          update scrubjay.log_leaves set index = -index where index in (${AT.first}, ${AT.last});
          update scrubjay.log_leaves set index = ${AT.first + AT.last} + index where index < 0`,
    finds: [
      swapped(AT.first, AT.last),
      { kind: "missing", index: AT.removed, message: new RegExp(`\\(index ${AT.removed}\\) was removed`) },
      {
        kind: "changed",
        index: AT.changed,
        message: new RegExp(`^Entry \\d+ of run 1 \\(index ${AT.changed}\\) was changed`),
      },
      swapped(AT.last, AT.first),
      { kind: "added", index: null, message: /^Entry \d+ of run 1 was added by somebody else/ },
    ],
  },
  {
    name: "the whole tail cut off, with all that says how long the log was",
    sql: `delete from scrubjay.audit_entries where id in (select row_id from scrubjay.log_leaves where index >= ${CUT_AT} and kind = 'entry');
          delete from scrubjay.audit_actions where id in (select row_id from scrubjay.log_leaves where index >= ${CUT_AT} and kind = 'action');
          delete from scrubjay.log_leaves where index >= ${CUT_AT};
          delete from scrubjay.log_checkpoints where size > ${CUT_AT};
          delete from scrubjay.log_tiles where level = 0 and index >= ${TILES_LEFT};
          update scrubjay.log_tiles set hashes = substring(hashes for ${TILES_LEFT} * 32) where level = 1;
          update scrubjay.logs set size = ${CUT_AT}`,
    finds: [
      { kind: "cut_off", index: CUT_AT, message: new RegExp(CUT_AT.toLocaleString("en").replace(",", ",?")) },
    ],
  },
  {
    name: "a checkpoint replaced",
    sql: `update scrubjay.log_checkpoints set note = replace(note, split_part(note, E'\\n', 3),
            translate(left(split_part(note, E'\\n', 3), 1), 'AB', 'BA') || 'AAAA' || substr(split_part(note, E'\\n', 3), 6))
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

test(`a run of ${USERS} users is sealed, and whatever the database's owner does to it is found and named`, async () => {
  const sandbox = await startTestSandbox({ users: USERS, seed: 20 });
  const { cwd, env, database } = await commandEnvironment(sandbox);
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
    expect({ name, code, holds: verdict.holds }).toEqual({ name, code: 1, holds: false });
    expect(verdict.findings.map(({ kind, index }) => [kind, index])).toEqual(
      finds.map(({ kind, index }) => [kind, index]),
    );
    finds.forEach(({ message }, place) => expect(verdict.findings[place]?.message).toMatch(message));
  }
});
