import { rootAt } from "../audit/prove.js";
import type { LogSettings } from "../config/config.js";
import type { StoredCheckpoint } from "../ledger/log/checkpoints.js";
import type { PublishTarget } from "../ledger/log/publications.js";
import type { Log } from "../ledger/log/logs.js";
import { MINUTE_MS, before } from "../model/time.js";
import { errorCode } from "../telemetry/error-code.js";
import { logNumber } from "./log-number.js";
import { publishByCommand } from "./publish-command.js";
import { publishToFolder } from "./publish-folder.js";
import { tilesOf, type LogContext } from "./log-context.js";
import { join } from "node:path";

export type PublishSettings = LogSettings["publish"];

/** A command that takes longer is ended. */
const COMMAND_MS = MINUTE_MS;
/** After a failure. */
const AGAIN_MS = 5 * MINUTE_MS;
/** Whoever has begun and hasn't ended by then was killed; a command has a minute. */
const KILLED_MS = 2 * MINUTE_MS;

export interface PublishOptions {
  /** By a person: the time doesn't matter. */
  isAsked?: boolean;
  /** Ends a command that runs. */
  signal?: AbortSignal;
}

export interface Published {
  target: PublishTarget;
  size: number;
  /** Why it failed; null: it was taken. */
  code: string | null;
}

/**
 * Hands the newest checkpoint to where the settings say, if it is new there and the last time is long enough ago. One
 * target that fails doesn't keep it from another.
 * @returns what was done; nothing when nothing was due.
 */
export async function publishDue(
  context: LogContext,
  settings: PublishSettings,
  { isAsked = false, signal }: PublishOptions = {},
): Promise<Published[]> {
  const targets = targetsOf(settings);
  const log = targets.length > 0 ? await context.logs.find() : undefined;
  const newest = log && (await context.checkpoints.latest(log.id));
  if (!log || !newest) return [];
  const done = await Promise.all(
    targets.map((target) => publishTo(target, log, newest, { context, settings, isAsked, signal })),
  );
  return done.flatMap((one) => one ?? []);
}

const TARGETS = ["folder", "command"] as const;

/** Where checkpoints go by the settings. */
export const targetsOf = (settings: PublishSettings): PublishTarget[] =>
  TARGETS.filter((target) => settings[target] !== undefined);

async function publishTo(
  target: PublishTarget,
  log: Log,
  newest: StoredCheckpoint,
  {
    context,
    settings,
    isAsked,
    signal,
  }: Required<Pick<PublishOptions, "isAsked">> & {
    context: LogContext;
    settings: PublishSettings;
    signal: AbortSignal | undefined;
  },
): Promise<Published | undefined> {
  const now = context.clock();
  const { size } = newest;
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const due = isAsked
    ? { lastSuccess: now, lastFailure: now, begun: now }
    : { lastSuccess: before(now, settings.every), lastFailure: ago(AGAIN_MS), begun: ago(KILLED_MS) };
  const attempt = await context.publications.begin(log.id, target, size, now, due);
  if (attempt === undefined) return undefined;
  const code = await publishCheckpoint(target, log, newest, context, settings, signal).then(
    () => null,
    errorCode,
  );
  await context.publications.end(attempt, context.clock(), code);
  if (code === null) context.telemetry.emit("log.published", { target, size });
  else context.telemetry.emit("log.publish_failed", { target, size, code });
  return { target, size, code };
}

async function publishCheckpoint(
  target: PublishTarget,
  log: Log,
  { size, note }: StoredCheckpoint,
  context: LogContext,
  { folder, command, surroundings }: PublishSettings,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (target === "command") {
    const ends = [AbortSignal.timeout(COMMAND_MS), ...(signal ? [signal] : [])];
    const checkpoint = { size, origin: log.origin, note };
    return publishByCommand(command ?? "", checkpoint, AbortSignal.any(ends), surroundings);
  }
  const number = await logNumber(context, log);
  const place = number === 1 ? (folder ?? "") : join(folder ?? "", String(number));
  await publishToFolder(place, { size, note }, async (published) => {
    const root = await rootAt(published.size, tilesOf(context, log.id)).catch(() => undefined);
    return root?.equals(published.root) === true;
  });
}
