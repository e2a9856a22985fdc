import { randomBytes } from "node:crypto";
import type { FileBlock } from "../shapes/content.js";

/** What was uploaded. `about` is what a message says of it, but for its address. */
export interface StoredFile {
  about: Omit<FileBlock, "type" | "url">;
  contentType: string;
  bytes: Uint8Array;
}

/** Uploaded files by their tokens, and which messages hold each. */
export class FileStore {
  /** Where they are served, such as `http://127.0.0.1:4567`: known once the sandbox listens. */
  origin = "";
  readonly #files = new Map<string, StoredFile>();
  /** Message IDs by token. */
  readonly #held = new Map<string, Set<string>>();
  readonly #gone = new Set<string>();

  put(
    file: Omit<StoredFile, "about"> & { about: Omit<StoredFile["about"], "fileToken" | "size"> },
  ): StoredFile {
    const fileToken = randomBytes(16).toString("hex");
    const kept = { ...file, about: { ...file.about, fileToken, size: file.bytes.length } };
    this.#files.set(fileToken, kept);
    return kept;
  }

  /** What a message that is sent with a token says of its file. */
  blockOf(token: string): FileBlock | undefined {
    const file = this.get(token);
    return file && { type: "file", url: this.urlOf(file), ...file.about };
  }

  /** Files have addresses of their own, which need no token of the API. */
  urlOf({ about }: StoredFile): string {
    return `${this.origin}/_files/${about.fileToken}/${encodeURIComponent(about.filename)}`;
  }

  get(token: string): StoredFile | undefined {
    return this.#files.get(token);
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
