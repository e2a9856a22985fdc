import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migrateServer, openPool } from "../../src/ledger/server-postgres.js";

/** It stays until all tests have ended: taking one away costs more than making it. */
export interface TestDatabase {
  readonly url: string;
}

/** A fresh, empty database on the real PostgreSQL that all tests share. */
export const createDatabase = (): Promise<TestDatabase> => create("template1");

/** The schema without anything in it, made once for all tests. */
const TEMPLATE = "empty_ledger";

/** As whatever opens a ledger would make of an empty database. */
export async function prepareTemplate(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const pool = openPool(new URL(`/${TEMPLATE}`, url).href);
  await migrateServer(pool);
  await pool.end();
}

/** A fresh database with the schema of a ledger, which nobody has opened yet. */
export const ledgerDatabase = (): Promise<TestDatabase> => create(TEMPLATE);

/** A copy of a database that nobody is connected to. */
export const copyDatabase = (url: string): Promise<TestDatabase> => create(new URL(url).pathname.slice(1));

/** By files (PostgreSQL 15 and later), which takes a third of the time that it takes through the log. */
async function create(template: string): Promise<TestDatabase> {
  const url = new URL(inject("postgresUrl"));
  const name = `test_${randomBytes(6).toString("hex")}`;
  await (await maintenance()).query(`create database ${name} template ${template} strategy file_copy`);
  url.pathname = `/${name}`;
  return { url: url.href };
}

let maintained: Promise<pg.Client> | undefined;

/** One connection for each process of the tests; it ends with the server. */
function maintenance(): Promise<pg.Client> {
  const connect = async () => {
    const client = new pg.Client(inject("postgresUrl"));
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return (maintained ??= connect());
}
