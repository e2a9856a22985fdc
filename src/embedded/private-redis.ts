import { randomBytes } from "node:crypto";
import { readFile, readlink, realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { failure } from "../base/errors.js";
import { execFileAsync } from "./programs.js";
import { DURABLE, redisUrl, startRedis } from "./redis-server.js";

export interface RunningRedis {
  readonly url: string;
  /** Waits until the server has ended, at most about 10 s. Idempotent. */
  stop(): Promise<void>;
}

/** A supervisor lets its server 10 s to end after its parent is gone. */
const OLD_ONE_GONE_WITHIN_MS = 20_000;

/**
 * Starts `program` on this machine for this process alone: loopback, random port and password, AOF, noeviction, all
 * files in `folder`. A server that a killed process left is still ending: this waits for it, because two on one
 * AOF would corrupt it. The caller holds the folder's lock.
 */
export async function startPrivateRedis(program: string, folder: string): Promise<RunningRedis> {
  await untilOldOneIsGone(folder);
  const password = newPassword();
  const server = await startRedis(program, { folder, config: DURABLE, password });
  return { url: redisUrl(server.port, password), stop: () => server.stop() };
}

/** Hex, so that it needs no quoting in a configuration nor in a URL. */
export function newPassword(): string {
  return randomBytes(24).toString("hex");
}

async function untilOldOneIsGone(folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, "redis.pid"), "utf8").catch(() => "0"));
  if (!Number.isInteger(pid) || pid <= 0) return;
  const deadline = performance.now() + OLD_ONE_GONE_WITHIN_MS;
  while (await isRedisOf(folder, pid)) {
    if (performance.now() > deadline)
      throw failure("REDIS_IN_USE", { who: `an earlier server (process ${pid})` });
    await sleep(50);
  }
}

/** The pid may belong to another program by now: a Redis works in its own folder. */
async function isRedisOf(folder: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  if (process.platform === "linux") {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return cwd === (await realpath(folder));
  }
  const command = await execFileAsync("ps", ["-o", "comm=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return /redis|valkey/.test(command.stdout);
}
