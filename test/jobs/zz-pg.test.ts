import { sql } from "drizzle-orm";
import pg from "pg";
import { test } from "vitest";
import { describeLedgers } from "../support/ledger.js";
describeLedgers("cut", (on) => {
  test("idle in transaction", async () => {
    if (!on.url) return;
    const c = new pg.Client(on.url);
    await c.connect();
    await on.ledger.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await c.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
      await new Promise((r) => setTimeout(r, 300));
      await tx.execute(sql`select 1`);
    }).catch((e) => console.log("rejected", String((e as Error).cause ?? e)));
    await c.end();
  });
});
