import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";

/**
 * Writes a draft beside a file and hands it on once it is on the disk: renamed it replaces the file in one step, linked
 * it becomes the file only where none is. Whatever happens, no draft is left.
 */
export async function withDraft(
  path: string,
  { text, mode }: { text: string; mode: number },
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString("hex")}.draft`;
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
