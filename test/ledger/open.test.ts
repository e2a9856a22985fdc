import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { sql } from "drizzle-orm";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { isFailure } from "../../src/base/errors.js";
import { coded } from "../support/coded.js";
import { rows } from "../../src/ledger/database.js";
import { openEmbeddedLedger, openServerLedger } from "../../src/ledger/open.js";
import { appOn, describeLedgers, embeddedLedger, MASTER_KEY, newRun } from "../support/ledger.js";
import { createDatabase } from "../support/postgres.js";
import { freePort } from "../../src/embedded/redis-server.js";

const OTHER_KEY = Buffer.alloc(32, 4);

async function database(): Promise<string> {
  const created = await createDatabase();
  return created.url;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** All that a migration could change. */
const shapeOf = (url: string) =>
  query(
    url,
    `select table_name, column_name, data_type from information_schema.columns where table_schema = 'scrubjay'
     union all select 'migrations', hash, created_at::text from scrubjay.migrations order by 1, 2`,
  );

test("many processes that start at once on an empty database all get the same ledger", async () => {
  const url = await database();
  const ledgers = await Promise.all(Array.from({ length: 6 }, () => openServerLedger(url, MASTER_KEY)));
  onTestFinished(async () => {
    for (const ledger of ledgers) await ledger.close();
  });
  expect(new Set(ledgers.map(({ id }) => id)).size).toBe(1);
  const applied = await query(url, "select hash from scrubjay.migrations");
  expect(new Set(applied.map((row) => JSON.stringify(row))).size).toBe(applied.length);
});

test("opening it again changes nothing", async () => {
  const url = await database();
  const first = await openServerLedger(url, MASTER_KEY);
  await first.close();
  const shape = await shapeOf(url);
  const second = await openServerLedger(url, MASTER_KEY);
  await second.close();
  expect(second.id).toBe(first.id);
  expect(await shapeOf(url)).toEqual(shape);
});

test("a database of a newer version is refused and stays as it was", async () => {
  const url = await database();
  await (await openServerLedger(url, MASTER_KEY)).close();
  await query(
    url,
    "insert into scrubjay.migrations (hash, created_at) values ('of-tomorrow', 9999999999999)",
  );
  const shape = await shapeOf(url);
  await expect(openServerLedger(url, MASTER_KEY)).rejects.toThrow(coded("LEDGER_TOO_NEW"));
  expect(await shapeOf(url)).toEqual(shape);
});

test("another pseudonym key is refused on PostgreSQL, and the right one still works after that", async () => {
  const url = await database();
  const first = await openServerLedger(url, MASTER_KEY);
  await first.close();
  await expect(openServerLedger(url, OTHER_KEY)).rejects.toThrow(coded("KEY_MISMATCH"));
  const again = await openServerLedger(url, MASTER_KEY);
  await again.close();
  expect(again.id).toBe(first.id);
});

test("an embedded ledger keeps its data, and refuses another key and a newer version", async () => {
  const folder = await embeddedLedger();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await openEmbeddedLedger(folder, MASTER_KEY);
  const run = await newRun(appOn(first, "app"));
  await first.close();
  await expect(openEmbeddedLedger(folder, OTHER_KEY)).rejects.toThrow(coded("KEY_MISMATCH"));
  const second = await openEmbeddedLedger(folder, MASTER_KEY);
  expect(second.id).toBe(first.id);
  expect((await appOn(second, "app").runs.get(run)).state).toBe("planning");
  await second.db.execute(
    "insert into scrubjay.migrations (hash, created_at) values ('of-tomorrow', 9999999999999)",
  );
  await second.close();
  await expect(openEmbeddedLedger(folder, MASTER_KEY)).rejects.toThrow(coded("LEDGER_TOO_NEW"));
});

/** A server that answers what it is told with `reply`; nothing: it hangs up. */
async function fakePostgres(reply: (reported: string, count: number) => Buffer | undefined): Promise<string> {
  const server = createServer((socket) => {
    let count = 0;
    socket.on("error", () => undefined);
    socket.on("data", (reported) => {
      const answer = reply(reported.toString("latin1"), ++count);
      if (answer) socket.write(answer);
      else socket.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `127.0.0.1:${address.port}`;
}

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const wrongPassword = message(
  "E",
  Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed for user "secretuser"\0\0'),
);

function askForScram(reported: string, count: number): Buffer {
  if (count === 1) return message("R", Buffer.from("\0\0\0\x0aSCRAM-SHA-256\0\0"));
  const nonce = /r=(.*)$/s.exec(reported)?.[1] ?? "";
  return message("R", Buffer.from(`\0\0\0\x0br=${nonce}more,s=c2FsdA==,i=4096`));
}

test.each([
  [
    "the password is wrong",
    async () => `secretuser:secretword@${await fakePostgres(() => wrongPassword)}/secretbase`,
    "28P01",
  ],
  [
    "a password is needed and none is given",
    async () => `secretuser@${await fakePostgres(askForScram)}/secretbase`,
    "no password",
  ],
  [
    "the server hangs up",
    async () => `secretuser:secretword@${await fakePostgres(() => undefined)}/secretbase`,
    "",
  ],
  [
    "nobody listens",
    async () => `secretuser:secretword@127.0.0.1:${await freePort()}/secretbase`,
    "ECONNREFUSED",
  ],
  ["the host is unknown", async () => "secretuser:secretword@secrethost.invalid/secretbase", ""],
  [
    "there is no such database",
    async () => `secretuser:secretword@${new URL(inject("postgresUrl")).host}/secretbase`,
    "",
  ],
  [
    "the database is missing",
    async () => `postgres:secretword@${new URL(inject("postgresUrl")).host}/secretbase`,
    "3D000",
  ],
])("when %s it says so, without the URL", async (_, rest, reason) => {
  const failed: unknown = await openServerLedger(`postgres://${await rest()}`, MASTER_KEY).catch(
    (e: unknown) => e,
  );
  if (!isFailure(failed, "LEDGER_UNAVAILABLE")) throw failed;
  const { message, remedy, stack, cause } = failed;
  expect(message).toContain(reason);
  expect(`${message}${remedy}${stack}${String(cause)}`).not.toMatch(/secret/);
});

describeLedgers("the ledger", (on) => {
  test.each([
    ["UPDATE", "update scrubjay.audit_entries set outcome = 'scrubbed'"],
    ["an UPDATE of nothing new", "update scrubjay.audit_entries set outcome = outcome"],
    ["DELETE", "delete from scrubjay.audit_entries"],
    ["TRUNCATE", "truncate scrubjay.audit_entries"],
    ["TRUNCATE … CASCADE", "truncate scrubjay.audit_entries cascade"],
    [
      "an upsert",
      "insert into scrubjay.audit_entries (app_id, run_id, kind, subject, outcome, fields, remaining, policy_digest, attempts, round, tool_version) " +
        "select app_id, run_id, kind, subject, 'scrubbed', fields, remaining, policy_digest, attempts, round, tool_version from scrubjay.audit_entries limit 1 " +
        "on conflict (run_id, subject, round) do update set outcome = excluded.outcome",
    ],
  ])("refuses %s of audit entries, even from a superuser", async (_, statement) => {
    const { ledger } = on;
    const [user] = await rows<{ usesuper: boolean }>(
      ledger.db,
      sql`select usesuper from pg_user where usename = current_user`,
    );
    expect(user?.usesuper).toBe(true);
    await ledger.db.execute(
      `insert into scrubjay.audit_entries (app_id, run_id, kind, subject, outcome, fields, remaining, policy_digest, attempts, round, tool_version)
       values ('guard', -1, 'sweep', 'someone', 'failed', '{}', '{}', 'x', 1, 1, '0') on conflict do nothing`,
    );
    const failure: unknown = await ledger.db.execute(statement).catch((error: unknown) => error);
    expect((failure as Error).cause).toMatchObject({
      code: "42501",
      message: "audit entries are append-only",
    });
    const left = await rows(
      ledger.db,
      sql`select outcome from scrubjay.audit_entries where app_id = 'guard'`,
    );
    expect(left).toEqual([{ outcome: "failed" }]);
  });
});
