import { relative, resolve } from "node:path";
import { Cleanup } from "../base/cleanup.js";
import type { StandardError } from "./io/standard-error.js";
import type { Environment, Io } from "./io/io.js";

export interface Surroundings {
  /** With the settings of the file `.env`. */
  env: Environment;
  /** Names that stand in that file. @default none */
  inFile?: ReadonlySet<string>;
  io: Io;
  /** What is written to `io.stderr`. */
  stderr: StandardError;
  /** Aborts with an `Interruption` when the command is to end. */
  signal: AbortSignal;
  /** Where relative paths begin; absolute. */
  cwd: string;
}

/** One invocation of the program: all that a command knows of the process that it runs in. */
export class Invocation implements Surroundings {
  readonly env: Environment;
  readonly inFile: ReadonlySet<string>;
  readonly io: Io;
  readonly stderr: StandardError;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** What the program ends with, unless the command throws. */
  exitCode: 0 | 1 | 2 | 3 = 0;
  /** Closes what reads its arguments. */
  readonly cleanup = new Cleanup();

  constructor({ env, inFile = new Set(), io, stderr, signal, cwd }: Surroundings) {
    this.env = env;
    this.inFile = inFile;
    this.io = io;
    this.stderr = stderr;
    this.signal = signal;
    this.cwd = cwd;
  }

  /** Names that were warned of: once is enough. */
  readonly warned = new Set<string>();

  /** A path as a person typed it, made absolute. */
  pathOf(typed: string): string {
    return resolve(this.cwd, typed);
  }

  /** An absolute path as a person types it from here. */
  shortened(path: string): string {
    const fromHere = relative(this.cwd, path);
    return fromHere.startsWith("..") ? path : fromHere;
  }
}
