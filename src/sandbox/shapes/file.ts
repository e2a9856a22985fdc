import type { FileBlock } from "./content.js";

/** The largest that is taken. Assumption: TalkJS documents none. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** What was uploaded. `about` is what a message says of it, but for its address. */
export interface StoredFile {
  about: Omit<FileBlock, "type" | "url">;
  contentType: string;
  bytes: Uint8Array;
}
