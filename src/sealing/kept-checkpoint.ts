import { createHash } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { withDraft } from "../embedded/draft.js";
import { textOf } from "./text-file.js";

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
    return textOf(this.#path);
  }

  /** Replaces it in one step; it is on the disk when this returns. */
  async keep(note: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = { text: note, mode: 0o600 };
    await withDraft(this.#path, draft, (written) => rename(written, this.#path));
  }
}
