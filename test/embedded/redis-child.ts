// A process that opens the Redis of the folder named in its arguments and, on SIGINT, uses it once more before it ends.
import { Redis } from "ioredis";
import { openRedis } from "../../src/embedded/open-redis.js";
import { ScrubjayError } from "../../src/base/errors.js";

const [dataDir = ""] = process.argv.slice(2);
try {
  const opened = await openRedis({ dataDir, say: console.log });
  const redis = new Redis(opened.url);
  console.log(`pid ${/process_id:(\d+)/.exec(await redis.info("server"))?.[1]} ${opened.url}`);
  process.on("SIGINT", () => {
    void (async () => {
      console.log(`after SIGINT: ${await redis.ping()}`);
      redis.disconnect();
      await opened.close();
      console.log("closed");
    })();
  });
} catch (error) {
  if (!(error instanceof ScrubjayError)) throw error;
  console.log(error.code);
}
