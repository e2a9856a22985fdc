import { sql } from "drizzle-orm";
import { rows, type Executor } from "../database.js";
import { deliveries } from "../schema.js";

/** How many messages to other systems are still to be delivered, and how many wait for a person. */
export async function undelivered(
  executor: Executor,
  appId: string,
): Promise<{ pending: number; parked: number }> {
  const [found] = await rows<{ pending: number; parked: number }>(
    executor,
    sql`select (select count(*)::int from ${deliveries} where app_id = ${appId} and state = 'pending') as pending,
               (select count(*)::int from ${deliveries} where app_id = ${appId} and state = 'parked') as parked`,
  );
  return found ?? { pending: 0, parked: 0 };
}
