import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "../database.js";
import { appAnswers } from "../schema.js";

export type AppAnswerRow = typeof appAnswers.$inferSelect;
/** A row, but for the app, which is that of whoever writes it. */
export type NewAppAnswer = Omit<AppAnswerRow, "appId">;

/** What an app's TalkJS answered to questions that no document answers; at most one answer to each. */
export class AppAnswers {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** All that came from there. @param apiOrigin RFC 6454 */
  async list(apiOrigin: string): Promise<AppAnswerRow[]> {
    return this.db
      .select()
      .from(appAnswers)
      .where(and(eq(appAnswers.appId, this.appId), eq(appAnswers.apiOrigin, apiOrigin)))
      .orderBy(appAnswers.question);
  }

  /** Keeps each instead of an earlier one to the same question. */
  async keep(answers: readonly NewAppAnswer[], executor: Executor = this.db): Promise<void> {
    if (answers.length === 0) return;
    const { appId, apiOrigin, question } = appAnswers;
    await executor
      .insert(appAnswers)
      .values(answers.map((answer) => ({ ...answer, appId: this.appId })))
      .onConflictDoUpdate({
        target: [appId, apiOrigin, question],
        set: {
          answer: sql`excluded.answer`,
          status: sql`excluded.status`,
          apiVersion: sql`excluded.api_version`,
          askedAt: sql`excluded.asked_at`,
          fromFile: sql`excluded.from_file`,
          mac: sql`excluded.mac`,
        },
      });
  }
}
