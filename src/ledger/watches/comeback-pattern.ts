import { sql } from "drizzle-orm";
import { rows, type Database } from "../database.js";
import { comebacks, watches } from "../schema.js";

/** What comebacks have in common. The times are those at which a watch saw them: often watching tells more. */
export interface ComebackPattern {
  since: Date;
  /** New comebacks, of people and of e-mail addresses. */
  comebacks: number;
  people: number;
  emails: number;
  /** People who came back more than once. */
  again: number;
  /** From blank to seen; null when nobody came back. */
  medianHours: number | null;
  /** Comebacks by the field that held something. */
  fields: Record<string, number>;
  /** By hour of the day, 0 to 23, UTC; hours without any are left out. */
  hours: Record<string, number>;
  /** By day, such as 2026-03-01, UTC. */
  days: Record<string, number>;
}

interface Sums extends Omit<ComebackPattern, "since" | "fields" | "hours" | "days"> {
  fields: Record<string, number> | null;
  hours: Record<string, number> | null;
  days: Record<string, number> | null;
}

/** New comebacks only: whoever was still back is one comeback, however often a watch saw them. */
export async function reportComebacks(db: Database, appId: string, since: Date): Promise<ComebackPattern> {
  const [sums] = await rows<Sums>(
    db,
    sql`with new as (
          select c.kind, c.subject, c.fields, c.seen_at at time zone 'UTC' as seen,
                 extract(epoch from c.seen_at - c.blank_since) / 3600 as hours
          from ${comebacks} c join ${watches} w on w.id = c.watch_id
          where c.app_id = ${appId} and c.seen_at >= ${since.toISOString()}::timestamptz
            and w.mode = 'watch' and not c.still_back
        )
        select count(*)::int as "comebacks",
               (count(distinct subject) filter (where kind = 'user'))::int as "people",
               (count(distinct subject) filter (where kind = 'email'))::int as "emails",
               (select count(*)::int from (
                  select 1 from new where kind = 'user' group by subject having count(*) > 1) as more) as "again",
               (percentile_cont(0.5) within group (order by hours::float8)) as "medianHours",
               (select json_object_agg(field, n) from (
                  select field, count(*)::int as n from new cross join unnest(fields) as field group by 1 order by 1) as f
               ) as "fields",
               (select json_object_agg(hour, n) from (
                  select extract(hour from seen)::int as hour, count(*)::int as n from new group by 1 order by 1) as h
               ) as "hours",
               (select json_object_agg(day, n) from (
                  select to_char(seen, 'YYYY-MM-DD') as day, count(*)::int as n from new group by 1 order by 1) as d
               ) as "days"
        from new`,
  );
  if (!sums) throw new Error("an aggregate answered no row");
  return { ...sums, since, fields: sums.fields ?? {}, hours: sums.hours ?? {}, days: sums.days ?? {} };
}
