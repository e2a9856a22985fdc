import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "../../src/embedded/redis-server.js";
import { supervise, type Supervised } from "../../src/embedded/supervise.js";
import { program } from "./programs.js";
import { until } from "./until.js";

const run = promisify(execFile);

export interface PostgresServer {
  /** Of the maintenance database, as superuser. */
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing of it outlives the tests: no work for a crash, a stand-by or next week. */
const UNSAFE = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
  jit: "off",
};

/** PostgreSQL on a random loopback port, in a temporary folder, with nothing synced to disk. It ends with the test run. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await binFolders();
  const [initdb, postgres] = [
    await program(["initdb"], "postgresql", bin),
    await program(["postgres"], "postgresql", [...bin, ...(await binFolders())]),
  ];
  const user = await unprivileged();
  const folder = await mkdtemp(join(tmpdir(), "scrubjay-postgres-"));
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const as = user === undefined ? [] : asUser(user);
  const data = join(folder, "data");
  await exec([...as, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], folder);
  const port = await freePort();
  const settings = { ...UNSAFE, listen_addresses: "127.0.0.1", port, unix_socket_directories: "" };
  const [first = "", ...rest] = [
    ...as,
    postgres,
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const server = await supervise(first, rest, {
    input: "",
    logFile: join(folder, "postgres.log"),
    cwd: folder,
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await ready(url, server);
  return {
    url,
    async close() {
      // Fast shutdown: a connection that a test leaked must not hold the run up.
      process.kill(server.pid, "SIGINT");
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps the programs of each major version apart, off the PATH; newest first. */
export async function binFolders(): Promise<string[]> {
  const root = "/usr/lib/postgresql";
  const versions = await readdir(root).catch(() => []);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, "bin"));
}

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: who it runs as instead, undefined for an ordinary user. */
async function unprivileged(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string, name: string) => Number((await run("id", [flag, name])).stdout);
  for (const name of ["postgres", "nobody"]) {
    const user = await Promise.all([id("-u", name), id("-g", name)]).catch(() => undefined);
    if (user !== undefined) return { uid: user[0], gid: user[1] };
  }
  throw new Error("tests need a user postgres or nobody to run PostgreSQL as");
}

function asUser({ uid, gid }: User): string[] {
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
}

async function exec([program = "", ...args]: string[], cwd: string): Promise<void> {
  await run(program, args, { cwd, env: { ...process.env, LC_ALL: "C.UTF-8" } });
}

async function ready(url: string, server: Supervised): Promise<void> {
  let code: number | undefined;
  void server.exited.then((value) => (code = value));
  await until("PostgreSQL answers", async () => {
    if (code !== undefined) throw new Error(`postgres ended with code ${code}`);
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  });
}
