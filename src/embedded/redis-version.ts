import { Redis } from "ioredis";
import { failure, isFailure } from "../base/errors.js";

/** The oldest with everything that the queue uses. */
const OLDEST = [6, 2] as const;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Throws REDIS_TOO_OLD for a Redis older than 6.2, REDIS_UNREACHABLE when it doesn't answer or refuses the password.
 * A server that doesn't let this user ask (managed ones can forbid INFO) is taken as it is.
 */
export async function checkRedisVersion(url: string): Promise<void> {
  let met = "no answer";
  let client: Redis | undefined;
  try {
    client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
    });
    client.on("error", (error: NodeJS.ErrnoException) => (met = reasonOf(error) ?? met));
    await client.connect();
    const version = redisVersion(await client.info("server"));
    if (version !== undefined && isTooOld(version)) throw failure("REDIS_TOO_OLD", { version });
  } catch (error) {
    if (isFailure(error, "REDIS_TOO_OLD")) throw error;
    const reason = reasonOf(error) ?? met;
    if (reason !== "NOPERM") throw failure("REDIS_UNREACHABLE", { reason });
  } finally {
    client?.disconnect();
  }
}

/** From the answer to INFO server; Valkey says there which Redis it is compatible with. */
export function redisVersion(info: string): string | undefined {
  return /^redis_version:(\S+)/m.exec(info)?.[1];
}

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** The system's code (ECONNREFUSED) or Redis's own first word (NOAUTH, WRONGPASS), never the text after it. */
function reasonOf(error: unknown): string | undefined {
  const { code, message = "" } = error as { code?: unknown; message?: string };
  if (typeof code === "string") return code;
  return /^([A-Z]{4,})\b/.exec(message)?.[1];
}
