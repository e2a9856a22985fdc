import type { FileBlock } from "./content.js";

/** The largest that is taken. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** What was uploaded. `about` is what a message says of it, but for its address. */
export interface StoredFile {
  about: Omit<FileBlock, "type" | "url">;
  contentType: string;
  bytes: Uint8Array;
}
