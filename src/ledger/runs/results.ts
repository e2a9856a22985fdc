import { sql } from "drizzle-orm";
import { asJson, rows, type Database } from "../database.js";
import type { ListedResult } from "../../model/outcome.js";
import { auditEntries, worklist } from "../schema.js";

/** Somebody by the pseudonyms of the ledger and of the evidence of a run. */
export interface ListedPerson {
  subject: string;
  evidence: string;
}

/** How it stands with one person in a run. */
export interface PersonResult {
  result: ListedResult;
  /** Why they were left alone, or the code of the failure. */
  reason: string | null;
}

/** How it stands with each of these in a run, in their order: of whom nothing is to be done any more, their latest entry says. */
export async function resultsOf(
  db: Database,
  runId: number,
  people: readonly ListedPerson[],
): Promise<PersonResult[]> {
  const numbered = people.map((person, ord) => ({ ...person, ord }));
  return rows<PersonResult & Record<string, unknown>>(
    db,
    sql`select case when w.subject is not null then 'open' else coalesce(a.outcome, 'unrecorded') end as result,
               case when w.subject is null then a.reason end as reason
        from jsonb_to_recordset(${asJson(numbered)}) as x(ord int, subject text, evidence text)
        left join ${worklist} w
          on w.run_id = ${runId}::int and w.subject = x.subject and w.state in ('listed', 'pending')
        left join lateral (
          select e.outcome, e.reason from ${auditEntries} e
          where e.run_id = ${runId}::int and e.subject = x.evidence order by e.round desc limit 1) a on true
        order by x.ord`,
  );
}
