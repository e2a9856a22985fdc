import { sql } from "drizzle-orm";
import { within } from "../base/within.js";
import type { Runtime } from "./runtime.js";

const WITHIN_MS = 2_000;

/** Whether Redis and the ledger answer. @throws when they don't, or not soon. */
export async function isReady({ redis, ledger }: Runtime): Promise<boolean> {
  await within(WITHIN_MS, Promise.all([redis.ping(), ledger.db.execute(sql`select 1`)]));
  return true;
}
