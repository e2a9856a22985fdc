import { mkdir, rmdir, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 1000;

export interface Heartbeat {
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Makes the folder `path`, and renews its modification time every second as long as this process lives, for those who can't ask
 * about the process: see `isGone`. It doesn't keep the process alive.
 * @param staleMs after failing for so long, others may take it for stopped: it is lost.
 * @param onLost called once when somebody else removed or renewed the folder, or it can't be renewed any more.
 * @throws when the folder exists.
 */
export async function startHeartbeat(
  path: string,
  staleMs: number,
  onLost: (cause: Error) => void,
): Promise<Heartbeat> {
  await mkdir(path);
  const stopping = new AbortController();
  const { signal } = stopping;
  const over = beat(path, staleMs, signal).catch((cause: Error) => {
    if (!signal.aborted) onLost(cause);
  });
  return {
    async stop() {
      stopping.abort();
      // A beat that is under way must not reach the folder of the next holder.
      await over;
      await rmdir(path).catch(ignoreMissing);
    },
  };
}

/** Ends only by throwing: when the heartbeat is lost, or stopped. */
async function beat(path: string, staleMs: number, signal: AbortSignal): Promise<never> {
  /** As the file system stores it, which may be less exact than what it was told; undefined while nobody has seen it. */
  let mtime: number | undefined = (await stat(path)).mtimeMs;
  let renewed = performance.now();
  for (;;) {
    await sleep(BEAT_MS, undefined, { signal, ref: false });
    let isTaken = false;
    try {
      const found = await stat(path);
      isTaken = mtime !== undefined && found.mtimeMs !== mtime;
      if (isTaken) throw new Error("another process has renewed the lock");
      mtime = undefined;
      await utimes(path, new Date(), new Date());
      mtime = (await stat(path)).mtimeMs;
      renewed = performance.now();
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (isTaken || isGone || performance.now() - renewed > staleMs) throw error;
    }
  }
}

export function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
