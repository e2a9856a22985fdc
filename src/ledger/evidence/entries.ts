import { and, asc, desc, eq, gt, inArray, lt, type SQL } from "drizzle-orm";
import type { Database } from "../database.js";
import { auditEntries } from "../schema.js";

export type AuditEntry = typeof auditEntries.$inferSelect;

const PAGE = 1000;

export interface EntryFilter {
  run?: number | undefined;
  /** The pseudonym that the entry has. */
  subject?: string | undefined;
  before?: number | undefined;
  limit: number;
}

/** The evidence of one app, to read. Only a finished batch writes it. */
export class AuditEntries {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** All entries in order, or those of one run; streams, so memory stays flat. */
  async *all(runId?: number): AsyncGenerator<AuditEntry> {
    let after = 0;
    for (;;) {
      const page = await this.page(
        and(gt(auditEntries.id, after), runId ? eq(auditEntries.runId, runId) : undefined),
      );
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** What was recorded about somebody, oldest first. @param subjects their pseudonyms, one for each epoch. */
  async of(subjects: string[]): Promise<AuditEntry[]> {
    return this.page(inArray(auditEntries.subject, subjects));
  }

  /** Newest first. @param before the last one of the page before. */
  async recent({ run, subject, before, limit }: EntryFilter): Promise<AuditEntry[]> {
    return this.db
      .select()
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.appId, this.appId),
          run === undefined ? undefined : eq(auditEntries.runId, run),
          subject === undefined ? undefined : eq(auditEntries.subject, subject),
          before === undefined ? undefined : lt(auditEntries.id, before),
        ),
      )
      .orderBy(desc(auditEntries.id))
      .limit(limit);
  }

  private async page(condition: SQL | undefined): Promise<AuditEntry[]> {
    return this.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.appId, this.appId), condition))
      .orderBy(asc(auditEntries.id))
      .limit(PAGE);
  }
}
