import { resolve } from "node:path";
import { CommanderError } from "commander";
import { readDotenv } from "./io/dotenv.js";
import { failureOf, jsonDocument } from "./io/failure.js";
import { Invocation } from "./invocation.js";
import type { Environment, Io } from "./io/io.js";
import { buildProgram } from "./program.js";
import { openStandardError } from "./io/open-standard-error.js";

export interface RunOptions {
  env: Environment;
  io: Io;
  /** Aborted with an `Interruption`, it ends the command. */
  signal: AbortSignal;
  /** Where `.env` is read and relative paths begin. @default that of this process */
  cwd?: string;
}

/**
 * Runs the command line. Everything that it opens is closed when this returns; of the process it touches nothing but what
 * it is given.
 * @param argv the words after the program's name.
 * @returns the exit code: 0 all done, 1 something was not done, 2 bad usage or configuration, 3 done and to be looked at, 130 and 143 ended by `signal`.
 */
export async function run(argv: readonly string[], options: RunOptions): Promise<number> {
  const { io, signal } = options;
  const cwd = resolve(options.cwd ?? "");
  const json = isJson(argv);
  const stderr = await openStandardError(argv[0], io.stderr);
  let invocation: Invocation | undefined;
  try {
    const file = await readDotenv(cwd);
    // Settings of the environment win over those of the file.
    const env = { ...file, ...options.env };
    invocation = new Invocation({ env, inFile: new Set(Object.keys(file)), io, stderr, signal, cwd });
    const program = await buildProgram(argv, invocation);
    await program.parseAsync(argv, { from: "user" });
    return invocation.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = failureOf(error, signal);
    if (json) io.stdout.write(jsonDocument(failure));
    // The parser has told it already, with how the command is called.
    if (!(error instanceof CommanderError && stderr.isForPeople)) stderr.fail(failure);
    return failure.exitCode;
  } finally {
    await invocation?.cleanup.run();
  }
}

/** As the commands will read it, if they get so far: what comes after `--` is no option. */
function isJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? undefined : end).includes("--json");
}
