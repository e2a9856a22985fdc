import type { StoredCheckpoint } from "../../ledger/log/checkpoints.js";
import type { LogPublication, PublishTarget } from "../../ledger/log/publications.js";
import type { Log } from "../../ledger/log/logs.js";
import { targetsOf } from "../../sealing/publish.js";
import type { OpenedApp } from "../opened-app.js";

/** How the sealed log stands, as the ledger has it. */
export interface LogFacts {
  log: Log | undefined;
  newest: StoredCheckpoint | undefined;
  waiting: number;
  oldestWaiting: Date | null;
  refused: number;
  published: { target: PublishTarget; at: Date | null }[];
  /** The last attempt of each target that is set, if it failed. */
  failedPublications: LogPublication[];
}

/** What telling of the log works with. */
export type LogFactsContext = Pick<OpenedApp, "logs" | "checkpoints" | "inbox" | "publications" | "options">;

/** A handful of small questions to the ledger. */
export async function logFacts(context: LogFactsContext): Promise<LogFacts> {
  const { logs, checkpoints, inbox, publications, options } = context;
  const log = await logs.find();
  const { waiting, oldest, refused } = await inbox.state();
  const failedPublications: LogPublication[] = [];
  for (const target of log ? targetsOf(options.config.log.publish) : []) {
    const { attempt } = await publications.last(log?.id ?? 0, target);
    if (attempt && attempt.code !== null) failedPublications.push(attempt);
  }
  return {
    log,
    newest: log && (await checkpoints.latest(log.id)),
    waiting,
    oldestWaiting: oldest,
    refused,
    published: log ? await publications.lastTaken(log.id) : [],
    failedPublications,
  };
}
