import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCheckpoint } from "../../src/audit/checkpoint.js";
import { consistencyProof } from "../../src/audit/prove.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { verifyConsistency } from "../../src/audit/verify-proof.js";
import { openServerLedger, type Ledger } from "../../src/ledger/open.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { tilesOf } from "../../src/sealing/log-context.js";
import { verifyLog } from "../../src/sealing/verify-log.js";
import { appOn, countOf, MASTER_KEY, dataDirOf, SIGNING_SEED } from "../support/ledger.js";
import { ledgerDatabase } from "../support/postgres.js";
import { startScript } from "../support/script.js";
import { sized } from "../support/size.js";
import { until } from "../support/until.js";

const KILLS = sized(8, 50);
/** Shorter than in earnest, so that there is time for all to take over. */
const LEASE_MS = 500;
const KEYS = [MASTER_KEY.toString("hex"), SIGNING_SEED.toString("hex"), String(LEASE_MS)];
const APP_ID = "killed";
const WRITER = { name: "cli", role: "owner" } as const;

let ledger: Ledger;
let database: Awaited<ReturnType<typeof ledgerDatabase>>;
beforeAll(async () => {
  database = await ledgerDatabase();
  ledger = await openServerLedger(database.url, MASTER_KEY);
});
afterAll(async () => {
  await ledger.close();
});

test(`killed ${KILLS} times while entries come in, the sealer leaves no gap, no index twice and no unsigned end`, async () => {
  const app = appOn(ledger, APP_ID);
  const notes = new Set<string>();
  let killing = true;
  const writers = [1, 2, 3].map(async () => {
    while (killing) {
      await app.actions.add(WRITER, { action: "sessions.end", result: "allowed" });
      await sleep(5);
    }
  });
  const start = () =>
    startScript("./sealer-process.ts", import.meta.url, [database.url, APP_ID, dataDirOf(ledger), ...KEYS]);
  // Several at a time, so that one is always there to take over from the one that is killed.
  const sealers = await Promise.all([start(), start(), start()]);
  const newest = async () => {
    const log = await app.logs.find();
    return log && (await app.checkpoints.latest(log.id));
  };
  for (let kills = 0; kills < KILLS; kills++) {
    // Each of them gets somewhere, and dies at any moment of its work.
    const { note } = await until("another checkpoint", async () => {
      const latest = await newest();
      return latest && !notes.has(latest.note) ? latest : undefined;
    });
    notes.add(note);
    await sleep(randomInt(60));
    const [victim] = sealers.splice(randomInt(sealers.length), 1);
    victim?.kill("SIGKILL");
    expect(await victim?.exited).toMatchObject({ signal: "SIGKILL", stderr: "" });
    sealers.push(await start());
  }
  killing = false;
  await Promise.all(writers);
  for (const sealer of sealers) {
    sealer.kill("SIGKILL");
    await sealer.exited;
  }
  // Whoever starts next finds a lease that still runs at first, and signs what was sealed and not signed yet.
  const next = new Sealer(app.log);
  await until("all is sealed and signed", async () => {
    await next.seal();
    const size = (await app.logs.find())?.size;
    return (await app.inbox.isEmpty()) && (await newest())?.size === size;
  });

  const log = await app.logs.find();
  if (!log) throw new Error("there is no log");
  const written = await countOf(app, "audit_actions", `app_id = '${APP_ID}'`);
  expect(log.size).toBe(written);
  expect((await app.checkpoints.latest(log.id))?.size).toBe(written);
  expect(await verifyLog(app.log)).toMatchObject({ holds: true, findings: [], waiting: 0 });
  const keys = [VerifierKey.parse(app.log.signingKey(log.origin).vkey)];
  const seen = [...notes].map((note) => openCheckpoint(note, keys)).sort((a, b) => a.size - b.size);
  expect(seen).toHaveLength(KILLS);
  for (const [i, { size, root }] of seen.slice(1).entries()) {
    const before = seen[i];
    if (!before || before.size === size) continue;
    const proof = await consistencyProof(before.size, size, tilesOf(app.log, log.id));
    const [size1, size2] = [BigInt(before.size), BigInt(size)];
    verifyConsistency({ size1, size2, root1: before.root, root2: root, proof });
  }
});
