import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import pg from "pg";
import { Pseudonyms } from "../src/audit/pseudonyms.js";
import { BundleAuthenticator } from "../src/audit/bundle-authenticator.js";
import { loadConfig } from "../src/config/config.js";
import { Keyring } from "../src/keys/keyring.js";
import type { RowResult } from "../src/ledger/runs/batches.js";
import { openServerLedger } from "../src/ledger/open.js";
import { openRepositories } from "../src/ledger/repositories.js";
import { Sealer } from "../src/sealing/sealer.js";
import { silent } from "../src/telemetry/telemetry.js";
import { openLogContext } from "../src/wiring/log-context.js";
import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure } from "./figure.js";
import { applySeconds, Rehearsal, type RehearsalOptions } from "./rehearsal.js";
import type { BenchEnvironment } from "./environment.js";

const APP = "bench";
const BATCH = 100;
/** The sealer must keep up with the fastest sweep there can be. */
const ENTRIES_PER_SECOND = 20_000;
/** What the main job may lose by it. */
const SHARE_KEPT = 0.95;

/**
 * What the sealed log costs.
 *
 * - `sealing` is entries a second from the inbox to a signed checkpoint, by one process on a PostgreSQL of this machine
 *   without fsync; the entries lie there beforehand, in bundles of a hundred, as scrub jobs write them.
 * - The main job is measured with sealing and without, in turns on fresh ledgers, so that both meet the same machine;
 *   the ratio is that of the medians. Without: another holder has the log's lease, so every process leaves it alone.
 *   Once at TalkJS's own limits with the default settings, which is how it works in earnest, and once with no limits
 *   at all, where the sealer takes its processor time from the worker on a machine with two cores.
 */
export const sealing: Benchmark = {
  name: "sealing",
  about: "the sealed log: entries a second, and what it costs the main job",
  minutes: 20,
  run: measure,
};

async function measure(options: BenchmarkOptions): Promise<Findings> {
  const { quick } = options;
  const entries = quick ? 20_000 : 200_000;
  const rounds = quick ? 1 : 3;
  const pace = await sealingPace(options, entries);
  const users = { talkjs: quick ? 3_000 : 12_000, unlimited: quick ? 5_000 : 50_000 };
  const real = await mainJob(options, { users: users.talkjs, limits: "talkjs", ledger: "postgres" }, 1);
  const free = await mainJob(
    options,
    { users: users.unlimited, limits: "unlimited", ledger: "postgres" },
    rounds,
  );
  return {
    figures: [
      { name: "sealing", value: pace, unit: "entries/s", target: { atLeast: ENTRIES_PER_SECOND } },
      ...figuresOf("at TalkJS's limits", real),
      ...figuresOf("without limits", free),
    ],
    notes: [
      `${entries.toLocaleString("en")} entries to seal; ${users.talkjs.toLocaleString("en")} users at TalkJS's limits, ` +
        `${users.unlimited.toLocaleString("en")} without, ${rounds} time${rounds === 1 ? "" : "s"} each.`,
    ],
  };
}

async function sealingPace({ environment, say }: BenchmarkOptions, entries: number): Promise<number> {
  say(`sealing: ${entries} entries`);
  const masterKey = randomBytes(32);
  const ledger = await openServerLedger(await environment.database(), masterKey);
  try {
    const authenticator = new BundleAuthenticator(masterKey);
    const repositories = openRepositories(ledger.db, APP, authenticator);
    const config = loadConfig({ SCRUBJAY_DATA_DIR: await environment.folder() });
    const pseudonyms = new Pseudonyms(masterKey, APP);
    const clock = () => new Date();
    const keys = { dir: undefined, signing: randomBytes(32), evidence: new Map() };
    const { evidenceKeys } = repositories;
    const keyring = new Keyring({ evidenceKeys, config: keys, firstEpoch: pseudonyms, appId: APP, clock });
    const log = openLogContext({
      config,
      appId: APP,
      ledger,
      repositories,
      authenticator,
      keyring,
      telemetry: silent,
    });
    const sealer = new Sealer(log);
    await sealer.seal();
    const run = await repositories.runs.create(
      {
        kind: "sweep",
        autoApply: false,
        listed: false,
        policyDigest: `sha256:${"0".repeat(64)}`,
        epoch: 1,
        createdBy: "bench",
        watchId: null,
        apiOrigin: "http://127.0.0.1",
        toolVersion: "0",
      },
      () => ({ policy: "", scanMac: "" }),
      async (tx, id) => {
        await tx.execute(
          sql`insert into scrubjay.batches (run_id, batch)
              select ${id}::int, n - 1 from generate_series(1, ${entries / BATCH}::int) as n`,
        );
      },
    );
    const recorded = await repositories.runs.get(run);
    for (let batch = 0; batch < entries / BATCH; batch++) {
      await repositories.batches.finish(recorded, batch, Array.from({ length: BATCH }, entry));
    }
    const began = performance.now();
    let sealed = 0;
    while (sealed < entries) sealed += await sealer.seal();
    return sealed / ((performance.now() - began) / 1_000);
  } finally {
    await ledger.close();
  }
}

function entry(): RowResult {
  const subject = randomUUID();
  return {
    subject,
    evidence: randomBytes(32).toString("hex"),
    salt: randomBytes(60).toString("base64"),
    outcome: "scrubbed",
    reason: null,
    fields: ["name", "email", "phone", "photoUrl", "custom"],
    remaining: [],
    customKeys: { count: 2, form: "pseudonym", keys: ["0123456789abcdef", "fedcba9876543210"] },
    verification: "list_page",
    verifiedAt: new Date(),
    attempts: 1,
    round: 1,
    retry: null,
    idLooksLike: "nothing",
  };
}

/** Users a second that were applied, time after time. */
interface Paces {
  sealed: number[];
  unsealed: number[];
}

async function mainJob(
  { environment, say }: BenchmarkOptions,
  options: RehearsalOptions,
  rounds: number,
): Promise<Paces> {
  const paces: Paces = { sealed: [], unsealed: [] };
  for (let round = 1; round <= rounds; round++) {
    for (const kind of ["unsealed", "sealed"] as const) {
      say(`sealing: ${options.users} users, ${options.limits} limits, ${kind}, ${round} of ${rounds}`);
      paces[kind].push(await applied(environment, options, kind));
    }
  }
  return paces;
}

async function applied(
  environment: BenchEnvironment,
  options: RehearsalOptions,
  kind: keyof Paces,
): Promise<number> {
  const rehearsal = await Rehearsal.open(environment, options);
  try {
    const plan = await rehearsal.plan();
    if (kind === "unsealed") await holdLease(rehearsal.databaseUrl);
    return options.users / applySeconds(await rehearsal.apply(plan));
  } finally {
    await rehearsal.close();
  }
}

async function holdLease(databaseUrl: string | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rowCount } = await client
    .query("update scrubjay.logs set lease_until = now() + interval '1 day'")
    .finally(() => client.end());
  if (rowCount !== 1) throw new Error("there is no log to be left alone");
}

function figuresOf(name: string, { sealed, unsealed }: Paces): Figure[] {
  return [
    { name: `${name}: apply without sealing`, value: median(unsealed), unit: "users/s" },
    { name: `${name}: apply with sealing`, value: median(sealed), unit: "users/s" },
    {
      name: `${name}: kept with sealing`,
      value: median(sealed) / median(unsealed),
      unit: "share",
      target: { atLeast: SHARE_KEPT },
    },
  ];
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
