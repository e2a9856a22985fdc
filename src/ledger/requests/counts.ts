import { sql } from "drizzle-orm";
import { asJson, rows, type Executor } from "../database.js";
import { requestEmails, requestSubjects } from "../schema.js";

/** How many people and e-mail addresses a request is about, and how many of them it has ended for. */
export interface RequestCounts {
  subjects: number;
  settled: number;
  emails: number;
  /** E-mail addresses that were looked for. */
  resolved: number;
}

/** The counts of a page of requests, by their IDs. */
export async function requestCounts(
  executor: Executor,
  ids: readonly string[],
): Promise<Map<string, RequestCounts>> {
  const found = await rows<RequestCounts & { id: string }>(
    executor,
    sql`select i.id,
          (select count(*)::int from ${requestSubjects} s where s.request_id = i.id) as subjects,
          (select count(*)::int from ${requestSubjects} s
            where s.request_id = i.id and s.state = 'settled') as settled,
          (select count(*)::int from ${requestEmails} e where e.request_id = i.id) as emails,
          (select count(*)::int from ${requestEmails} e
            where e.request_id = i.id and e.resolved_at is not null) as resolved
        from jsonb_array_elements_text(${asJson(ids)}) as i(id)`,
  );
  return new Map(found.map(({ id, ...counts }) => [id, counts]));
}
