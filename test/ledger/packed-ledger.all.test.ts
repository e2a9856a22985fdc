import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { openEmbeddedLedger } from "../../src/ledger/open.js";
import { embeddedLedger, MASTER_KEY } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";

/** All that a migration makes. */
const SHAPE = `
  select table_name, column_name, data_type from information_schema.columns where table_schema = 'scrubjay'
  union all select 'migrations', hash, created_at::text from scrubjay.migrations
  union all select event_object_table, trigger_name, action_statement from information_schema.triggers
  order by 1, 2, 3`;

async function shapeOf(folder: string): Promise<unknown[]> {
  const pglite = await PGlite.create(join(folder, "ledger"));
  const { rows } = await pglite.query(SHAPE);
  await pglite.close();
  return rows;
}

test("a ledger from the packed one is like one that was made", async () => {
  // Beside the sources, which these tests run, none is packed.
  const made = await tempFolder();
  await (await openEmbeddedLedger(made, MASTER_KEY)).close();
  expect(await shapeOf(await embeddedLedger())).toEqual(await shapeOf(made));
});
