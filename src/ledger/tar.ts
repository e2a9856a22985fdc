const BLOCK = 512;
/** Of a header block, in bytes: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar". */
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const TYPE = 156;
const FOLDER = "5";

export interface TarEntry {
  /** Relative, with no slash in front. */
  path: string;
  /** Undefined: a folder. */
  data: Buffer | undefined;
}

/** The files and folders of a tar archive, in its order. Names are at most 100 bytes, as PostgreSQL's own are. */
export function* readTar(tar: Buffer): Generator<TarEntry> {
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const text = ([start, end]: readonly [number, number]) =>
      tar.toString("latin1", at + start, at + end).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(SIZE), 8);
    const isFolder = String.fromCharCode(tar[at + TYPE] ?? 0) === FOLDER;
    const begin = at + BLOCK;
    const path = text(NAME).replace(/^\/+/, "");
    yield { path, data: isFolder ? undefined : tar.subarray(begin, begin + size) };
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
}
