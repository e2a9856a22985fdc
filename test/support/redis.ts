import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { inject } from "vitest";

export { startRedisServer, type RedisServer } from "./redis-server.js";

export interface TestRedis {
  /** For BullMQ workers too: `maxRetriesPerRequest` is null. */
  readonly redis: Redis;
  readonly url: string;
  /** Random and hash-tagged (`{test-…}`): every key of the test begins with it, and those keys are deleted by `close`. */
  readonly prefix: string;
  close: () => Promise<void>;
}

/** A connection to the Redis that all tests share, with a key prefix that nobody else has. */
export function testRedis(): TestRedis {
  const url = inject("redisUrl");
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const prefix = `{test-${randomBytes(6).toString("hex")}}`;
  return {
    redis,
    url,
    prefix,
    async close() {
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
        if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
      }
      // Not QUIT: a queue that is still opening asks for INFO after it, and the server's reset can swallow its OK.
      redis.disconnect();
    },
  };
}
