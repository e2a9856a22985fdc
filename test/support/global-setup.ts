import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packLedger } from "../../src/ledger/packed-ledger.js";
import { prepareTemplate } from "./postgres.js";
import { startPostgres } from "./postgres-server.js";
import { partsOf, type Part } from "./projects.js";
import { startRedisServer } from "./redis-server.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** What is there for the tests, of whichever project. */
    parts: readonly Part[];
    /** A Redis with AOF and noeviction, shared by all tests: see `testRedis`. */
    redisUrl: string;
    /** The maintenance database of a real PostgreSQL, shared by all tests: see `createDatabase`, `ledgerDatabase`. */
    postgresUrl: string;
    /** For files that tests leave behind: removed when all have ended. */
    scratchFolder: string;
  }
}

type End = () => Promise<void>;

/** Makes what the tests of a project need and no project before it has made; returns what ends that. */
export default async function setup({ name, vitest }: TestProject): Promise<End> {
  const root = vitest.getRootProject();
  const ends: End[] = [];
  const makeNew = async (...parts: readonly Part[]) => {
    const made: readonly Part[] = root.getProvidedContext().parts ?? [];
    const missing = parts.filter((part) => !made.includes(part));
    ends.unshift(...(await Promise.all(missing.map((part) => MAKE[part](root)))));
    root.provide("parts", [...made, ...missing]);
  };
  await makeNew("scratch");
  await makeNew(...partsOf(name));
  return async () => {
    for (const end of ends) await end();
  };
}

const nothing: End = () => Promise.resolve();

const MAKE: Record<Part, (root: TestProject) => Promise<End>> = {
  async build() {
    if (process.env["SCRUBJAY_TEST_NO_BUILD"] === "1")
      console.log("SCRUBJAY_TEST_NO_BUILD=1: testing dist/ as it is, without building it");
    else {
      const build = spawn("npm", ["run", "--silent", "build"], { stdio: "inherit" });
      const [code] = (await once(build, "exit")) as [number | null];
      if (code !== 0) throw new Error("npm run build failed");
    }
    return nothing;
  },
  /** Where the build puts it too. */
  async "packed ledger"() {
    await mkdir("dist", { recursive: true });
    await packLedger("dist");
    return nothing;
  },
  async servers(root) {
    const [redis, postgres] = await Promise.all([startRedisServer(), startPostgres()]);
    await prepareTemplate(postgres.url);
    root.provide("redisUrl", redis.url);
    root.provide("postgresUrl", postgres.url);
    return async () => void (await Promise.all([redis.close(), postgres.close()]));
  },
  async scratch(root) {
    const folder = await scratchFolder();
    // What tests, their servers and the commands they run put into temporary folders.
    process.env["TMPDIR"] = folder;
    root.provide("scratchFolder", folder);
    return () => rm(folder, { recursive: true, force: true });
  },
};

const MEMORY = "/dev/shm";
const ROOM_BYTES = 6 * 2 ** 30;

/** In memory where there is room: tests make hundreds of thousands of small files. */
async function scratchFolder(): Promise<string> {
  const room = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const folder = await mkdtemp(join(room >= ROOM_BYTES ? MEMORY : tmpdir(), "sj-"));
  // PostgreSQL runs as another user, and has its folder in this one.
  await chmod(folder, 0o711);
  return folder;
}
