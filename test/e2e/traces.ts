import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { Redis } from "ioredis";
import pg from "pg";
import { rows, type Database } from "../../src/ledger/database.js";
import { Needles } from "./needles.js";

/** In every field, custom key, ID and secret. Any trace of it anywhere is personal data in the wrong place. */
export const CANARY = "kanarienvogel";
const SPELLINGS = [CANARY, "Kanarienvogel", CANARY.toUpperCase()];
/** Characters on each side of a trace that tell where it is. */
const AROUND = 120;
const SETTLED_MS = 1_000;
const HASHES = ["sha256", "sha1", "md5"];

/** Whom and what to look for. */
export interface Hidden {
  /** User IDs and e-mail addresses: also a plain hash of one points to a person. */
  identities?: readonly string[];
  /** Tokens and keys, in any encoding. */
  secrets?: readonly string[];
}

/** Finds the canary, identities and secrets, in any case and encoding that a program could have made of them. */
export class Traces {
  readonly #needles: Needles;
  /** Files in which nothing was found, with what changes whenever they are written to. */
  readonly #clean = new Map<string, string>();

  constructor({ identities = [], secrets = [] }: Hidden = {}) {
    const digests = [...new Set(identities.flatMap((one) => [one, one.toLowerCase()]))].flatMap((one) =>
      HASHES.map((name) => createHash(name).update(one).digest()),
    );
    const words = [...SPELLINGS, ...secrets];
    const hex = [...words.map((word) => Buffer.from(word)), ...digests].map((it) => it.toString("hex"));
    const exact = [
      ...words.flatMap(base64Forms),
      ...digests.flatMap((digest) => bothAlphabets(digest.toString("base64").replace(/=+$/, ""))),
      ...secrets,
      ...digests.map((digest) => digest.toString("latin1")),
    ];
    this.#needles = new Needles({ folded: [CANARY, ...hex], exact });
  }

  isIn(text: string): boolean {
    return this.#place(text) >= 0;
  }

  /** The surroundings of a trace, for each line that has one. */
  excerpts(text: string): string[] {
    if (!this.isIn(text)) return [];
    return text.split("\n").flatMap((line) => {
      const at = this.#place(line);
      return at < 0 ? [] : [line.slice(Math.max(0, at - AROUND), at + AROUND)];
    });
  }

  #place(text: string): number {
    return this.#needles.indexIn(Buffer.from(text, "latin1"));
  }

  /**
   * Files and folders below a folder that hold one, in their names too. Those unchanged since the last time aren't read.
   * @param isOthers files that are left alone.
   */
  async files(folder: string, isOthers: (path: string) => boolean = () => false): Promise<string[]> {
    const found: string[] = [];
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (this.isIn(entry.name)) found.push(path);
      if (!entry.isFile() || isOthers(path)) continue;
      if (await this.#isInFile(path)) found.push(path);
    }
    return found;
  }

  async #isInFile(path: string): Promise<boolean> {
    // A server at work drops files of its own; what is gone holds nothing.
    const before = await stat(path, { bigint: true }).catch(() => undefined);
    if (!before) return false;
    const state = `${before.ino} ${before.size} ${before.mtimeNs} ${before.ctimeNs}`;
    if (this.#clean.get(path) === state) return false;
    if (this.#needles.indexIn(await readFile(path).catch(() => Buffer.alloc(0))) >= 0) return true;
    // A write within the same tick of the clock would leave no trace in the times.
    if (Date.now() - Number(before.mtimeMs) > SETTLED_MS) this.#clean.set(path, state);
    return false;
  }
}

/** A text's base64 wherever it begins within three bytes, without what depends on its neighbours. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.from("_".repeat(shift) + text);
    const whole = Math.floor((bytes.length * 8) / 6);
    return bothAlphabets(bytes.toString("base64").slice(shift === 0 ? 0 : shift + 1, whole));
  });
}

const bothAlphabets = (base64: string): string[] => [
  ...new Set([base64, base64.replaceAll("+", "-").replaceAll("/", "_")]),
];

/** All keys and values of a Redis. */
export async function redisDump(url: string): Promise<string> {
  const redis = new Redis(url);
  const parts: Buffer[] = [];
  for await (const keys of redis.scanStream()) {
    for (const key of keys as string[]) {
      parts.push(Buffer.from(key));
      // Streams are packed, and a dump of one may compress it: they are read entry by entry.
      if ((await redis.type(key)) === "stream")
        parts.push(Buffer.from(JSON.stringify(await redis.xrange(key, "-", "+"))));
      else parts.push((await redis.dumpBuffer(key)) ?? Buffer.alloc(0));
    }
  }
  await redis.quit();
  return Buffer.concat(parts).toString("latin1");
}

/** Every row of every table of a ledger, as text. */
export async function tableDump(db: Database): Promise<string> {
  const tables = await rows<{ name: string }>(
    db,
    sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' order by 1`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const found = await rows<{ row: string }>(db, sql`select t::text as row from ${sql.raw(name)} t`);
    parts.push(name, ...found.map(({ row }) => row));
  }
  return parts.join("\n");
}

/** Traces in the files of a database's server, with everything written out, but for those of its other databases. */
export async function databaseFiles(url: string, traces: Traces): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("checkpoint");
  const { rows: found } = await client.query<{ folder: string; own: string }>(
    `select current_setting('data_directory') as folder, pg_relation_filepath('pg_class') as own`,
  );
  await client.end();
  const [{ folder = "", own = "" } = {}] = found;
  const base = join(folder, "base");
  const isOthers = (path: string) =>
    path.startsWith(base) && !path.startsWith(join(folder, dirname(own), "/"));
  return traces.files(folder, isOthers);
}
