import { randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";

/** Who has a folder: what `holder.json` says. */
export const HolderSchema = z.object({
  /** Of this claim, random: no two claims ever share one. */
  id: z.string(),
  pid: z.number().int(),
  /** What tells the process apart from a later one with the same pid, where the system says it; else empty. */
  started: z.string(),
  host: z.string(),
  /** Where `pid` means something: host, boot and PID namespace (two containers can share a folder, not pids). */
  place: z.string(),
  command: z.string(),
  /** ISO 8601. */
  since: z.string(),
});

export type Holder = z.infer<typeof HolderSchema>;

/** A record of this process. */
export async function thisProcess(command: string): Promise<Holder> {
  return {
    id: randomBytes(8).toString("hex"),
    pid: process.pid,
    started: (await processState(process.pid)).started,
    host: hostname(),
    place: await thisPlace(),
    command,
    since: new Date().toISOString(),
  };
}

/** For a person: who it is that holds. */
export function describe(holder: Holder): string {
  return `"${holder.command}" (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
}

/**
 * Whether the holder's process is gone. Only for a holder of this place; a suspended process isn't gone, a zombie
 * or another process that got its pid is.
 */
export async function isDead(holder: Holder): Promise<boolean> {
  const state = await processState(holder.pid);
  if (!state.alive) return true;
  return holder.started !== "" && state.started !== "" && holder.started !== state.started;
}

/** Identifies the PID numbering that this process lives in. */
export async function thisPlace(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return [hostname(), boot.trim(), namespace].join("/");
}

async function processState(pid: number): Promise<{ alive: boolean; started: string }> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return { alive: false, started: "" };
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // proc(5): the command, in brackets, may itself hold spaces and brackets; state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { alive: fields[0] !== "Z" && fields[0] !== "X", started: fields[19] ?? "" };
}
