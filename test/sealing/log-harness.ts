import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { entryLeaf, LEAF_FORMAT } from "../../src/audit/leaf.js";
import { leafHash } from "../../src/audit/merkle.js";
import { Tree } from "../../src/audit/tree.js";
import { auditEntries, logInbox } from "../../src/ledger/schema.js";
import type { Log } from "../../src/ledger/log/logs.js";
import { hashOf } from "../../src/sealing/row-check.js";
import { Sealer } from "../../src/sealing/sealer.js";
import type { Finding } from "../../src/sealing/findings.js";
import { verifyLog, type VerifyOptions } from "../../src/sealing/verify-log.js";
import { appOn, AUTHENTICATOR, type App, type TestLedger } from "../support/ledger.js";

const OWNER = { name: "cli", role: "owner" } as const;
/** As many as a batch has at most. */
const BUNDLE = 1_000;

/** An app with a sealed log, and somebody who may write to its database. */
export interface LogHarness {
  app: App;
  sealer: Sealer;
  /** Writes entries, in bundles, each of a run with the bundle's number. */
  write: (entries: number) => Promise<void>;
  act: (times?: number) => Promise<void>;
  seal: () => Promise<number>;
  log: () => Promise<Log>;
  /** Of the open log. */
  rowAt: (index: number) => Promise<number>;
  /** Runs statements as the tables' owner, with the guards off. */
  tamper: (...statements: string[]) => Promise<void>;
  /** Makes the stored tree fit the rows as they are now, up to a size, as a thorough attacker would. */
  coverUp: (size: number) => Promise<void>;
  findings: (options?: VerifyOptions) => Promise<Finding[]>;
  /** Does with the log whatever it likes, in a transaction that is rolled back. */
  rolledBack: (trial: (harness: LogHarness) => Promise<void>) => Promise<void>;
}

let people = 0;

/** @param entries written, and sealed with a checkpoint after each hundred or so. */
export async function logHarness(on: TestLedger, entries = 0): Promise<LogHarness> {
  const harness = harnessOf(on.app());
  for (let left = entries; left > 0; left -= 100) {
    await harness.write(Math.min(left, 100));
    await harness.seal();
  }
  return harness;
}

function harnessOf(app: App): LogHarness {
  const { db } = app.ledger;
  const sealer = new Sealer(app.log);
  let run = 0;
  const bundle = async (count: number) => {
    run += 1;
    const rows = Array.from({ length: count }, () => entryOf(app.appId, run));
    await db.transaction(async (tx) => {
      const ids = await tx.insert(auditEntries).values(rows).returning({ id: auditEntries.id });
      const sealed = AUTHENTICATOR.bundle(app.appId, "entry", rows.map(entryLeaf));
      await tx
        .insert(logInbox)
        .values({ appId: app.appId, kind: "entry", ids: ids.map(({ id }) => id), ...sealed });
    });
  };
  const log = async () => {
    const found = await app.logs.find();
    if (!found) throw new Error("there is no log");
    return found;
  };
  const harness: LogHarness = {
    app,
    sealer,
    log,
    seal: () => sealer.seal(),
    async write(count) {
      for (let left = count; left > 0; left -= BUNDLE) await bundle(Math.min(left, BUNDLE));
    },
    async act(times = 1) {
      for (let i = 0; i < times; i++)
        await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    },
    async rowAt(index) {
      const [leaf] = await app.leaves.page((await log()).id, index, 1);
      if (!leaf) throw new Error("there is no such leaf");
      return leaf.rowId;
    },
    async tamper(...statements) {
      for (const table of ["audit_entries", "audit_actions", "log_leaves"])
        await db.execute(sql.raw(`alter table scrubjay.${table} disable trigger all`));
      for (const statement of statements) await db.execute(sql.raw(statement));
    },
    async coverUp(size) {
      const { id } = await log();
      const tree = await Tree.load(0, () => Promise.resolve(undefined));
      for (const leaf of await app.leaves.page(id, 0, size))
        tree.append(hashOf(leaf) ?? leafHash(Buffer.of()));
      await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${id}`);
      await db.transaction((tx) => app.tiles.save(tx, id, tree.takeChanged()));
      await harness.tamper(
        `delete from scrubjay.log_leaves where log_id = ${id} and index >= ${size}`,
        `delete from scrubjay.log_checkpoints where log_id = ${id} and size > ${size}`,
        `update scrubjay.logs set size = ${size} where id = ${id}`,
      );
    },
    async findings(options) {
      const { findings, holds } = await verifyLog(app.log, options);
      if (holds !== findings.every(({ kind }) => kind === "waiting_long" || kind === "closed_damaged"))
        throw new Error("a verdict that contradicts its findings");
      return findings;
    },
    async rolledBack(trial) {
      const undone = new Error("the trial is over");
      const tried = db.transaction(async (tx) => {
        await trial(harnessOf(appOn({ ...app.ledger, db: tx }, app.appId)));
        throw undone;
      });
      await tried.catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    },
  };
  return harness;
}

function entryOf(appId: string, runId: number) {
  people += 1;
  return {
    at: new Date(),
    appId,
    runId,
    kind: "sweep" as const,
    epoch: 1,
    subject: createHash("sha256").update(`${people}`).digest("hex"),
    salt: null,
    outcome: "scrubbed" as const,
    reason: null,
    fields: ["email", "phone"],
    remaining: [],
    customKeys: people % 3 === 0 ? { count: 1, form: "name" as const, keys: ["plan"] } : null,
    policyDigest: "sha256:0",
    verification: "list_page" as const,
    verifiedAt: new Date(),
    attempts: 1,
    round: 0,
    toolVersion: "0.0.0",
    format: LEAF_FORMAT,
    places: [],
    idLooksLike: null,
  };
}
