import { publishDue, targetsOf, type Published, type PublishSettings } from "../../sealing/publish.js";
import type { LogContext } from "../../sealing/log-context.js";
import type { PublishTarget } from "../../ledger/log/publications.js";

/** What came of handing a checkpoint on. */
export interface Publications {
  /** Where checkpoints go, by the settings. */
  targets: PublishTarget[];
  /** Of the newest checkpoint; null: there is none yet. */
  size: number | null;
  published: Published[];
}

/** Hands the newest checkpoint to wherever the settings say, although the last time isn't long ago. */
export async function publishLog(settings: PublishSettings, context: LogContext): Promise<Publications> {
  const published = await publishDue(context, settings, { isAsked: true });
  const log = await context.logs.find();
  const newest = log && (await context.checkpoints.latest(log.id));
  return { targets: targetsOf(settings), size: newest?.size ?? null, published };
}
