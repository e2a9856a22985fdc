import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { prepareTemplate } from "./postgres.js";
import { startPostgres } from "./postgres-server.js";
import { startRedisServer } from "./redis-server.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A Redis with AOF and noeviction, shared by all tests: see `testRedis`. */
    redisUrl: string;
    /** The maintenance database of a real PostgreSQL, shared by all tests: see `createDatabase`, `ledgerDatabase`. */
    postgresUrl: string;
    /** For files that tests leave behind: removed when all have ended. */
    scratchFolder: string;
  }
}

/** Builds the program once and starts the servers that all tests share; returns what ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env["SCRUBJAY_TEST_NO_BUILD"] === "1") {
    console.log("SCRUBJAY_TEST_NO_BUILD=1: testing dist/ as it is, without building it");
  } else {
    execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  }
  const scratchFolder = await scratch();
  // What tests, their servers and the commands they run put into temporary folders.
  process.env["TMPDIR"] = scratchFolder;
  const [redis, postgres] = await Promise.all([startRedisServer(), startPostgres()]);
  project.provide("redisUrl", redis.url);
  await prepareTemplate(postgres.url);
  project.provide("postgresUrl", postgres.url);
  project.provide("scratchFolder", scratchFolder);
  return async () => {
    await Promise.all([redis.close(), postgres.close()]);
    await rm(scratchFolder, { recursive: true, force: true });
  };
}

const MEMORY = "/dev/shm";
const ROOM_BYTES = 6 * 2 ** 30;

/** In memory where there is room: tests make hundreds of thousands of small files. */
async function scratch(): Promise<string> {
  const room = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const folder = await mkdtemp(join(room >= ROOM_BYTES ? MEMORY : tmpdir(), "sj-"));
  // PostgreSQL runs as another user, and has its folder in this one.
  await chmod(folder, 0o711);
  return folder;
}
