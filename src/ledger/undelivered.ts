import { sql } from "drizzle-orm";
import { rows, type Executor } from "./database.js";
import { deliveries } from "./schema.js";

/** How many messages to other systems are still to be delivered, and how many wait for a person. */
export async function undelivered(
  executor: Executor,
  appId: string,
): Promise<{ pending: number; parked: number }> {
  const [found] = await rows<{ pending: number; parked: number }>(
    executor,
    sql`select (count(*) filter (where state = 'pending'))::int as pending,
               (count(*) filter (where state = 'parked'))::int as parked
        from ${deliveries} where app_id = ${appId} and state in ('pending', 'parked')`,
  );
  return found ?? { pending: 0, parked: 0 };
}
