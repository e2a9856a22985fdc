import { readFile } from "node:fs/promises";
import { until } from "../support/until.js";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function untilGone(pid: number): Promise<void> {
  await until(`process ${pid} is gone`, () => !isAlive(pid));
}

/** The arguments that anybody on the machine can see. */
export async function visibleArguments(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
}
