import { mkdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../base/errors.js";
import type { ScrubjayError } from "../base/errors.js";
import { claim, isGone, readClaim, removeDead, STALE_MS } from "./claim.js";
import { ignoreMissing, startHeartbeat } from "./heartbeat.js";
import { describe, thisProcess } from "./holder.js";

export interface FolderLock {
  /** Idempotent. */
  release(): Promise<void>;
}

/** Between two looks while somebody else takes a dead claim away. */
const RETRY_MS = 20;
/** Several processes may find the same dead claim; one wins within milliseconds, or one watch later. */
const GIVE_UP_MS = 3 * STALE_MS;

/**
 * Locks a folder for this process; creates it (mode 0700) when missing. Throws what `locked` makes of the holder
 * when another process has it.
 *
 * Two parts: `holder.json` says who, and for a holder on this machine its process says whether it still lives, so
 * a killed one is succeeded at once and a suspended one never. For a holder on another machine or in another
 * container the heartbeat on `lock` says so. Only who has `holder.json` ever touches `lock`: with the heartbeat alone, two
 * processes that take over a stale lock at the same moment would both win.
 */
export async function lockFolder(
  folder: string,
  options: {
    command: string;
    locked: (who: string) => ScrubjayError;
    /** The lock was taken away: use of the folder has to end. */
    onLost: (cause: Error) => void;
  },
): Promise<FolderLock> {
  const [holderPath, lockPath] = [join(folder, "holder.json"), join(folder, "lock")];
  const mine = await thisProcess(options.command);

  const deadline = performance.now() + GIVE_UP_MS;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unusable);
  for (;;) {
    const holder = await readClaim(holderPath);
    if (holder === undefined) {
      if (await claim(holderPath, mine).catch(unusable)) break;
      continue;
    }
    const gone = await isGone(holder, mine, [lockPath, holderPath]);
    if (!gone || performance.now() > deadline) throw options.locked(describe(holder));
    await removeDead(holderPath, holder, mine);
    await sleep(RETRY_MS);
  }

  let lost = false;
  // What a killed predecessor left: its claim is gone, so nobody else is allowed to touch this.
  await rmdir(lockPath).catch(ignoreMissing);
  const heartbeat = await startHeartbeat(lockPath, STALE_MS, (cause) => {
    lost = true;
    options.onLost(cause);
  });
  if ((await readClaim(holderPath))?.id !== mine.id) {
    await heartbeat.stop();
    throw options.locked("another process");
  }

  let released: Promise<void> | undefined;
  return {
    release() {
      released ??= (async () => {
        if (lost) return;
        await heartbeat.stop();
        await unlink(holderPath).catch(ignoreMissing);
      })();
      return released;
    },
  };
}

function unusable(cause: NodeJS.ErrnoException): never {
  throw failure("DATA_DIR_UNUSABLE", { reason: cause.code ?? "unknown" }, { cause });
}
