import { link, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { failure } from "../base/errors.js";
import { parseCheckpoint } from "../audit/checkpoint.js";
import { withDraft } from "../embedded/draft.js";
import { textOf } from "./text-file.js";

/** Others read it. */
const MODE = 0o644;

/** Whether the log extends a checkpoint that was published before. */
export type Extends = (published: { size: number; root: Buffer }) => Promise<boolean>;

/**
 * Puts a checkpoint into a folder that somebody else keeps: `<size>.checkpoint`, for good, and `checkpoint`, replaced in
 * one step. Nothing is overwritten with something else: what was published before and doesn't fit is an alarm.
 * @throws {PUBLISH_CONFLICT} and the system's error where the folder can't be written.
 */
export async function publishToFolder(
  folder: string,
  { size, note }: { size: number; note: string },
  isExtended: Extends,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const newest = join(folder, "checkpoint");
  const before = await textOf(newest);
  if (before !== undefined && before !== note) await mustBeExtended(before, size, isExtended);
  await keepForGood(join(folder, `${size}.checkpoint`), note);
  if (before !== note) await withDraft(newest, { text: note, mode: MODE }, (draft) => rename(draft, newest));
}

async function mustBeExtended(before: string, size: number, isExtended: Extends): Promise<void> {
  const published = readText(before);
  if (!published)
    throw failure("PUBLISH_CONFLICT", { finding: "the checkpoint published before can't be read" });
  if (published.size > size)
    throw failure("PUBLISH_CONFLICT", {
      finding: `a checkpoint over ${published.size} entries was published, and the newest is over ${size}`,
    });
  if (!(await isExtended(published)))
    throw failure("PUBLISH_CONFLICT", {
      finding: `the log doesn't extend the checkpoint over ${published.size} entries that was published`,
    });
}

function readText(note: string): { size: number; root: Buffer } | undefined {
  try {
    return parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1));
  } catch {
    return undefined;
  }
}

async function keepForGood(path: string, note: string): Promise<void> {
  const kept = await textOf(path);
  if (kept === note) return;
  const conflict = failure("PUBLISH_CONFLICT", {
    finding: "another checkpoint over as many entries was published",
  });
  if (kept !== undefined) throw conflict;
  await withDraft(path, { text: note, mode: MODE }, async (draft) => {
    // Unlike a rename it fails where something is.
    await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      if ((await textOf(path)) !== note) throw conflict;
    });
  });
}
