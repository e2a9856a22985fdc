import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompressSync, constants } from "node:zlib";
import { migrationsDigest } from "./migrations.js";
import { readTar } from "./tar.js";

const HERE = dirname(fileURLToPath(import.meta.url));
/** SHA-256 of the rest, then a tar archive in brotli. */
const SUFFIX = ".packed";
const DIGEST_BYTES = 32;

/** The write-ahead log repeats what the tables hold: a window of 16 MB, brotli's largest, finds that. */
const COMPRESSION = {
  [constants.BROTLI_PARAM_QUALITY]: 5,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
};

/**
 * Packs a new, empty embedded ledger into the folder `place`, for `unpackLedger`; part of the build. One that is there and
 * fits is left, any other is removed.
 */
export async function packLedger(place: string): Promise<void> {
  const name = await packedName();
  const found = (await readdir(place)).filter((file) => file.endsWith(SUFFIX));
  await Promise.all(found.filter((file) => file !== name).map((file) => rm(join(place, file))));
  if (found.includes(name)) return;
  const { startPglite, migrateEmbedded } = await import("./embedded-postgres.js");
  const pglite = await startPglite();
  await migrateEmbedded(pglite);
  // Nothing here makes another database, and what one would be made from is half of the files.
  await pglite.exec("update pg_database set datistemplate = false");
  for (const template of ["template0", "template1"]) await pglite.exec(`drop database ${template}`);
  await pglite.exec("checkpoint");
  const tar = await (await pglite.dumpDataDir("none")).arrayBuffer();
  await pglite.close();
  const body = await promisify(brotliCompress)(Buffer.from(tar), { params: COMPRESSION });
  const packed = Buffer.concat([digestOf(body), body]);
  // Two builds at once, or one that is cut off, leave no half of it.
  const making = join(place, `${name}.${process.pid}`);
  await writeFile(making, packed);
  await rename(making, join(place, name));
}

/**
 * Lays out a new embedded ledger in `folder` from the packed one, which takes a fraction of the time and memory that
 * PGlite needs to make one. Does nothing where there is a folder already, or no packed ledger that fits this program and
 * is whole: then PGlite makes it.
 */
export async function unpackLedger(folder: string, place = HERE): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const packed = await readPacked(place).catch(() => undefined);
  if (!packed) return;
  // Synchronously, here and below: brotli's output and 600 small files would each take their turns through the thread
  // pool, several times as long.
  const tar = brotliDecompressSync(packed);
  // A process that is killed here must not leave a folder that looks like a ledger.
  const making = `${folder}.new`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  for (const { path, data } of readTar(tar)) {
    if (data) writeFileSync(join(making, path), data, { mode: 0o600 });
    else mkdirSync(join(making, path), { recursive: true, mode: 0o700 });
  }
  await rename(making, folder);
}

/** @returns undefined when it isn't what the build has written: brotli itself would notice only some of that. */
async function readPacked(place: string): Promise<Buffer | undefined> {
  const file = await readFile(join(place, await packedName()));
  const body = file.subarray(DIGEST_BYTES);
  return digestOf(body).equals(file.subarray(0, DIGEST_BYTES)) ? body : undefined;
}

const digestOf = (body: Buffer): Buffer => createHash("sha256").update(body).digest();

/** Names what a data folder depends on: the PostgreSQL that PGlite is, and the schema. */
async function packedName(): Promise<string> {
  const pglite = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = await readFile(join(dirname(pglite), "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const digest = createHash("sha256").update(version).update(migrationsDigest()).digest("hex");
  return `ledger-${digest.slice(0, 16)}${SUFFIX}`;
}
