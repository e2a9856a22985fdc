import { link, open, readFile, rm, stat, unlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { HolderSchema, isDead, type Holder } from "./holder.js";

/**
 * A claim is a file that appears whole or not at all (`link` fails when the name is taken), so that whoever sees it
 * knows who holds it. Returns false when the name is taken.
 */
export async function claim(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.id}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(JSON.stringify(mine));
    // An empty file after a power cut would say nothing about its holder.
    await file.sync();
    await file.close();
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
}

/** Who holds the claim; undefined when nobody does. A file that says nothing has a holder nobody knows. */
export async function readClaim(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return HolderSchema.parse(JSON.parse(text));
  } catch {
    return { id: "unknown", pid: 0, started: "", host: "?", place: "", command: "?", since: "?" };
  }
}

/** A holder elsewhere whose heartbeat stands still this long is taken for dead. */
export const STALE_MS = 5000;

/**
 * Whether the holder is gone. On this machine its process tells. In another container or on another machine only its
 * heartbeat does, the modification times of `beats`: this watches them for up to 5 s, and compares them with
 * themselves only, because clocks of two machines differ.
 */
export async function isGone(holder: Holder, mine: Holder, beats: readonly string[]): Promise<boolean> {
  if (holder.place === mine.place) return isDead(holder);
  const seen = await times(beats);
  const deadline = performance.now() + STALE_MS;
  while (performance.now() < deadline) {
    await sleep(STALE_MS / 20);
    if ((await times(beats)) !== seen) return false;
  }
  return true;
}

async function times(paths: readonly string[]): Promise<string> {
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return stats.map((found) => found?.mtimeMs ?? 0).join();
}

/**
 * Removes the claim of a holder that is gone, and never a newer one: looking and removing are two steps, and in
 * between another process may have removed the dead claim and made its own. So the right to remove `dead` is
 * itself a claim that only one living process can have; while it has it, `path` can't change under it. When the one
 * that had the right died with it, its right is removed in the same manner.
 */
export async function removeDead(path: string, dead: Holder, mine: Holder): Promise<void> {
  const right = `${path}.after-${dead.id}`;
  if (!(await claim(right, mine))) {
    const other = await readClaim(right);
    if (other !== undefined && (await isGone(other, mine, [right]))) await removeDead(right, other, mine);
    return;
  }
  try {
    const now = await readClaim(path);
    if (now?.id === dead.id) await unlink(path);
  } finally {
    await rm(right, { force: true });
  }
}
