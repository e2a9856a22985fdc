import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * The last signed checkpoint of a log, outside the database: whoever puts back an older database, or cuts the log's
 * end off, can't change it.
 */
export class KeptCheckpoint {
  readonly #path: string;

  /** @param folder made when it is needed. */
  constructor(
    private readonly folder: string,
    origin: string,
  ) {
    const name = createHash("sha256").update(origin).digest("hex").slice(0, 16);
    this.#path = join(folder, `${name}.checkpoint`);
  }

  /** The signed note; undefined when none was kept. */
  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Replaces it in one step; it is on the disk when this returns. */
  async keep(note: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${this.#path}.${randomBytes(6).toString("hex")}`;
    try {
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(note);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#path);
    } finally {
      await rm(draft, { force: true });
    }
  }
}
