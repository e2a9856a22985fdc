// A process that runs Redis in a container for the folder named in its arguments, and stores one key.
import { Redis } from "ioredis";
import { dockerWithRedis, startContainerRedis } from "../../src/embedded/container-redis.js";

const [folder = ""] = process.argv.slice(2);
const docker = await dockerWithRedis(console.log);
if (docker === undefined) throw new Error("Docker doesn't answer");
const { url } = await startContainerRedis(docker, folder);
const redis = new Redis(url);
await redis.set("kept", "yes");
console.log("kept");
