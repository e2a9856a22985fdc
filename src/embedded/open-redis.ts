import { resolve } from "node:path";
import { failure } from "../base/errors.js";
import { dockerWithRedis, startContainerRedis } from "./container-redis.js";
import { lockFolder } from "./lock-folder.js";
import { startPrivateRedis, type RunningRedis } from "./private-redis.js";
import { aptPrefix, findProgram, install } from "./programs.js";
import { checkRedisVersion } from "./redis-version.js";

const SERVERS = ["redis-server", "valkey-server"];
const PACKAGE = "redis-server";

export interface OpenedRedis {
  /** Holds a password: never print or log it. */
  readonly url: string;
  readonly source: "given" | "private" | "container";
  /** Ends what was started (about 10 s at most). Idempotent. */
  close(): Promise<void>;
}

/**
 * The Redis to work with. With `redisUrl` it is that one. Otherwise one is started that belongs to this process and
 * ends with it, however it ends: redis-server or valkey-server of this machine, else a container, else the Debian
 * package is installed where this user may. Its data is in `<dataDir>/redis` (or a volume) and is found again next time.
 *
 * Throws REDIS_UNREACHABLE, REDIS_TOO_OLD (before 6.2), REDIS_IN_USE (another process has this folder's
 * Redis), REDIS_MISSING (names the ways out), INSTALL_FAILED, PROGRAM_ENDED, DATA_DIR_UNUSABLE.
 */
export async function openRedis(options: {
  redisUrl?: string | undefined;
  dataDir: string;
  /** Told, in a sentence each, what takes long or changes the machine. */
  say: (line: string) => void;
}): Promise<OpenedRedis> {
  if (options.redisUrl !== undefined) {
    await checkRedisVersion(options.redisUrl);
    return { url: options.redisUrl, source: "given", close: async () => undefined };
  }
  const folder = resolve(options.dataDir, "redis");
  const lock = await lockFolder(folder, {
    command: "private Redis",
    locked: (who) => failure("REDIS_IN_USE", { who }),
    onLost: (cause) => {
      throw cause;
    },
  });
  try {
    const { source, server } = await start(folder, options.say);
    const end = async () => {
      await server.stop();
      await lock.release();
    };
    let closed: Promise<void> | undefined;
    const close = () => (closed ??= end());
    await checkRedisVersion(server.url).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return { url: server.url, source, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function start(
  folder: string,
  say: (line: string) => void,
): Promise<{ source: "private" | "container"; server: RunningRedis }> {
  const program = findProgram(SERVERS);
  if (program !== undefined) return { source: "private", server: await startPrivateRedis(program, folder) };

  const docker = await dockerWithRedis(say);
  if (docker !== undefined) return { source: "container", server: await startContainerRedis(docker, folder) };

  const prefix = await aptPrefix();
  if (prefix === undefined) throw failure("REDIS_MISSING");
  say(`Installing the Debian package ${PACKAGE} (REDIS_URL is not set and there is no Redis here)`);
  await install(PACKAGE, prefix);
  const installed = findProgram(SERVERS);
  if (installed === undefined) throw failure("REDIS_MISSING");
  return { source: "private", server: await startPrivateRedis(installed, folder) };
}
