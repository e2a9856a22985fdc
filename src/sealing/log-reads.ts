import type { Database } from "../ledger/database.js";
import { LogReview } from "../ledger/log/review.js";
import { openRepositories, type Repositories } from "../ledger/repositories.js";
import type { LogSite } from "./site.js";

/** What a verification reads: as it goes, or as it was at one moment. */
export interface LogReads extends Repositories, Pick<LogSite, "appId" | "scribe" | "clock"> {
  review: LogReview;
}

export function readsOf(db: Database, { appId, scribe, clock }: LogSite): LogReads {
  return { ...openRepositories(db, appId, scribe), appId, scribe, clock, review: new LogReview(db) };
}

/** Looks at one moment of the ledger, whatever others write meanwhile. */
export async function snapshot<Seen>(site: LogSite, look: (reads: LogReads) => Promise<Seen>): Promise<Seen> {
  return site.db.transaction((tx) => look(readsOf(tx, site)), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}
