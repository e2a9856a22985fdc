#!/usr/bin/env node
import { readDotenv } from "./io/dotenv.js";
import { Interruption } from "./io/interruption.js";
import { run } from "./run.js";

// What libraries read themselves, such as PGPASSWORD. What is wrong with the file is told by the command.
const file = await readDotenv("").catch(() => ({}));
for (const [name, value] of Object.entries(file)) process.env[name] ??= value;

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    const interruption = new Interruption(name);
    if (ending.signal.aborted) process.exit(interruption.exitCode);
    ending.abort(interruption);
  });
}
// Whoever reads may stop early, as `head` does: what was asked for is done all the same.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const { env, argv } = process;
const code = await run(argv.slice(2), { env, io: process, signal: ending.signal });
for (const stream of [process.stdout, process.stderr])
  await new Promise<void>((resolve) => stream.write("", () => resolve()));
// What a library doesn't let go, such as its connection to a Redis that is away, must not keep the process.
process.exit(code);
