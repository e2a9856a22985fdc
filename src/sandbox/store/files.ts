import { randomBytes } from "node:crypto";
import type { FileBlock } from "../shapes/content.js";

/** What the paths of files begin with; the token and the name follow. */
export const FILES_PREFIX = "/_files/";

/** What was uploaded. `about` is what a message says of it, but for its address. */
export interface StoredFile {
  about: Omit<FileBlock, "type" | "url">;
  contentType: string;
  bytes: Uint8Array;
}

/** Uploaded files by their tokens, and which messages hold each. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  /** Message IDs by token. */
  readonly #held = new Map<string, Set<string>>();
  readonly #gone = new Set<string>();

  /** `origin` is where files are served, known once the sandbox listens. */
  constructor(public origin: string) {}

  put(
    file: Omit<StoredFile, "about"> & { about: Omit<StoredFile["about"], "fileToken" | "size"> },
  ): StoredFile {
    const fileToken = randomBytes(16).toString("hex");
    const kept = { ...file, about: { ...file.about, fileToken, size: file.bytes.length } };
    this.#files.set(fileToken, kept);
    return kept;
  }

  get(token: string): StoredFile | undefined {
    return this.#files.get(token);
  }

  /** What a message says of a file. */
  blockOf({ about }: StoredFile): FileBlock {
    const url = `${this.origin}${FILES_PREFIX}${about.fileToken}/${encodeURIComponent(about.filename)}`;
    return { type: "file", ...about, url };
  }

  /** Whether it was served once and isn't any more. */
  isGone(token: string): boolean {
    return this.#gone.has(token);
  }

  /** It answers no longer. */
  remove(token: string): void {
    this.#files.delete(token);
    this.#gone.add(token);
  }

  hold(token: string, messageId: string): void {
    const holders = this.#held.get(token) ?? new Set();
    this.#held.set(token, holders.add(messageId));
  }

  /** @returns how many messages hold it still. */
  letGo(token: string, messageId: string): number {
    const holders = this.#held.get(token);
    holders?.delete(messageId);
    return holders?.size ?? 0;
  }
}
