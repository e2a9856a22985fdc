import { randomBytes } from "node:crypto";
import type { FileBlock } from "../shapes/content.js";
import type { StoredFile } from "../shapes/file.js";

/** What the paths of files begin with; the token and the name follow. */
export const FILES_PREFIX = "/_files/";

/** Files that were invented, made when somebody asks. */
export interface InventedFiles {
  file(token: string): StoredFile | undefined;
  /** The IDs of the messages that were invented with it. */
  holders(token: string): readonly string[];
}

/** Files by their tokens, and which messages hold each. Invented ones are kept once a message let go of them. */
export class FileStore {
  /** Where they are served, such as `http://127.0.0.1:4567`: known once the sandbox listens. */
  origin = "";
  readonly #files = new Map<string, StoredFile>();
  /** Message IDs by token. */
  readonly #held = new Map<string, Set<string>>();
  readonly #gone = new Set<string>();

  constructor(readonly invented: InventedFiles) {}

  put(
    file: Omit<StoredFile, "about"> & { about: Omit<StoredFile["about"], "fileToken" | "size"> },
  ): StoredFile {
    const fileToken = randomBytes(16).toString("hex");
    const kept = { ...file, about: { ...file.about, fileToken, size: file.bytes.length } };
    this.#files.set(fileToken, kept);
    return kept;
  }

  /** Keeps one that has its token already. */
  restore(file: StoredFile): void {
    this.#files.set(file.about.fileToken, file);
    this.#gone.delete(file.about.fileToken);
  }

  /** Those that are kept, in the order of arrival. */
  kept(): Iterable<StoredFile> {
    return this.#files.values();
  }

  /** What a message that is sent with a token says of its file. */
  blockOf(token: string): FileBlock | undefined {
    const file = this.get(token);
    return file && { type: "file", url: this.urlOf(file), ...file.about };
  }

  /** Files have addresses of their own, which need no token of the API. */
  urlOf({ about }: StoredFile): string {
    return `${this.origin}${FILES_PREFIX}${about.fileToken}/${encodeURIComponent(about.filename)}`;
  }

  get(token: string): StoredFile | undefined {
    if (this.#gone.has(token)) return undefined;
    return this.#files.get(token) ?? this.invented.file(token);
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
    this.#holders(token).add(messageId);
  }

  /** @returns how many messages hold it still. */
  letGo(token: string, messageId: string): number {
    const file = this.get(token);
    if (file !== undefined) this.#files.set(token, file);
    const holders = this.#holders(token);
    holders.delete(messageId);
    return holders.size;
  }

  #holders(token: string): Set<string> {
    const holders = this.#held.get(token) ?? new Set(this.invented.holders(token));
    this.#held.set(token, holders);
    return holders;
  }
}
