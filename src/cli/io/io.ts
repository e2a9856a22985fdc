import type { Readable, Writable } from "node:stream";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Terminal {
  /** True where a person sits before it. */
  isTTY?: boolean;
  columns?: number;
}

/** The three streams of a program; `process` has them too. */
export interface Io {
  readonly stdin: Readable & Terminal;
  readonly stdout: Writable & Terminal;
  readonly stderr: Writable & Terminal;
}
