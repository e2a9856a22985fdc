import type { Database } from "../ledger/database.js";
import { LogReview } from "../ledger/log/review.js";
import { openRepositories, type Repositories } from "../ledger/repositories.js";
import type { LogContext } from "./log-context.js";

/** What a verification reads: as it goes, or as it was at one moment. */
export interface LogReads extends Repositories, Pick<LogContext, "appId" | "authenticator" | "clock"> {
  review: LogReview;
}

export function readsOf(db: Database, { appId, authenticator, clock }: LogContext): LogReads {
  return {
    ...openRepositories(db, appId, authenticator),
    appId,
    authenticator,
    clock,
    review: new LogReview(db),
  };
}

/** Looks at one moment of the ledger, whatever others write meanwhile. */
export async function snapshot<Seen>(
  context: LogContext,
  look: (reads: LogReads) => Promise<Seen>,
): Promise<Seen> {
  return context.db.transaction((tx) => look(readsOf(tx, context)), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}
