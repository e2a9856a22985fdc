import { sql, type SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema.js";

/** The same SQL on PostgreSQL and on PGlite. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Executor = Pick<
  Database,
  "execute" | "select" | "selectDistinct" | "insert" | "update" | "delete"
>;

/** Runs hand-written SQL and answers its rows; `T` is what the statement selects (cast counts to int). */
export async function rows<T>(executor: Executor, statement: SQL): Promise<T[]> {
  const result: unknown = await executor.execute(statement);
  return (result as { rows: T[] }).rows;
}

/** Whether a statement was refused by that constraint or unique index. */
export function isRefusedBy(constraint: string, error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return (cause as { constraint?: unknown }).constraint === constraint;
}

/** Values as a list for `in`. */
export const listOf = (values: readonly string[]): SQL =>
  sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;

/**
 * Rows as one JSON parameter, for set-based statements (`from jsonb_to_recordset(...)`): one round trip a page,
 * whatever the driver does with arrays.
 */
export const asJson = (values: readonly unknown[]): SQL => sql`${JSON.stringify(values)}::jsonb`;
