import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { scriptFile } from "../support/script.js";

/** Starts processes that are connected but take nothing until `go`, which ends when all of them have ended. */
export async function startAcquirers(
  count: number,
  settings: (string | number)[],
): Promise<{ go(): Promise<void> }> {
  const script = await scriptFile("./acquirer.ts", import.meta.url);
  const children = Array.from({ length: count }, () => fork(script, settings.map(String), { execArgv: [] }));
  await Promise.all(children.map((child) => once(child, "message")));
  return { go: async () => void (await Promise.all(children.map(run))) };
}

async function run(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.send("go");
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`a grabber ended with ${code}`);
}
