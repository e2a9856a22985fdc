import { sql } from "drizzle-orm";
import type { Workshop } from "./workshop.js";

const WITHIN_MS = 2_000;

/** Whether Redis and the ledger answer, and soon. */
export async function isReady({ redis, ledger }: Workshop): Promise<boolean> {
  const answers = Promise.all([redis.ping(), ledger.db.execute(sql`select 1`)]).then(() => true);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, WITHIN_MS, false);
  });
  return Promise.race([answers, late]).finally(() => clearTimeout(timer));
}
