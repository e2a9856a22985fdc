import { expect, onTestFinished } from "vitest";
import type { JobContext } from "../../src/service/context.js";
import { createRun, type RunOrder } from "../../src/service/run/create.js";
import { jobs } from "../../jobs/index.js";
import { loadConfig } from "../../src/config/config.js";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import type { Ledger } from "../../src/ledger/open.js";
import type { Run } from "../../src/ledger/runs/runs.js";
import type { RunState } from "../../src/model/run-lifecycle.js";
import type { OpendsrSigner } from "../../src/opendsr/signer.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { startRefillLoop } from "../../src/queue/refill-loop.js";
import { Workers } from "../../src/queue/workers.js";
import { reconcile } from "../../src/service/reconcile.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { Witness, type WitnessOptions } from "../../src/talkjs/witness/witness.js";
import { openContext } from "../../src/wiring/context.js";
import { appOn, type App, type TestLedger } from "../support/ledger.js";
import { proxy, type Hooks } from "../support/proxy.js";
import { testRedis } from "../support/redis.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { clientOf } from "../talkjs/api.js";

/** Everybody, as fast as can be. */
export const everybody = (yaml = "") =>
  parsePolicy(
    `version: 2\nselect: { all: true }\nlimits: { maxUsers: 100000, maxShare: 100% }\n${yaml}`,
    "test",
  ).policy;
export const policy = (yaml: string) => parsePolicy(`version: 2\n${yaml}`, "test").policy;

/** The user as whom the second witness looks. */
export const WITNESS = "erasure-check";

export interface AppHarnessOptions {
  users?: number;
  people?: Record<string, unknown>[];
  hooks?: Hooks;
  /** As in the environment. */
  settings?: Record<string, string>;
  /** With it, OpenDSR callbacks are written and sent. */
  signer?: OpendsrSigner;
  /** How the second witness looks. @default as `WITNESS`, who is to be among the people */
  witness?: Partial<WitnessOptions>;
  clock?: () => Date;
}

const serviceSettings = (env: Record<string, string> = {}) => loadConfig(env).service;

/** An app with its people, its ledger, its queues and what works on them. */
export interface AppHarness {
  app: App;
  sandbox: TestSandbox;
  context: JobContext;
  /** The same app as another process sees it, on a connection of its own where the ledger serves many. */
  contextOn: (ledger: Ledger) => JobContext;
  startWorkers: (context?: JobContext) => Workers<JobContext>;
  plan: (order?: Partial<RunOrder>) => Promise<number>;
  /** Waits until the run is in `state`; fails at once when it ends in another one. */
  reach: (run: number, ...states: RunState[]) => Promise<Run>;
  entries: (run?: number) => Promise<AuditEntry[]>;
  /** Outcome of each of these users' latest entries. */
  outcomes: (...ids: string[]) => Promise<string[]>;
  /** Makes Redis forget all that it knows of this app. */
  wipeRedis: () => Promise<void>;
}

const ENDS: RunState[] = ["planned", "refused", "plan_failed", "stopped", "cancelled", "done"];

export async function appHarness(
  on: TestLedger,
  {
    users = 0,
    people = [],
    hooks,
    settings,
    signer,
    witness,
    clock = () => new Date(),
  }: AppHarnessOptions = {},
): Promise<AppHarness> {
  const app = on.app();
  const sandbox = await startTestSandbox({ users, appId: app.appId, seed: 7 });
  await sandbox.addUsers(people);
  const apiUrl = hooks ? await proxy(sandbox.url, hooks) : sandbox.url;
  const connection = testRedis();
  const started: Workers<JobContext>[] = [];
  const refilling: (() => Promise<void>)[] = [];
  const opened: JobContext[] = [];
  const service = serviceSettings(settings);
  const contextOn = (ledger: Ledger): JobContext => {
    const context = openContext({
      ...appOn(ledger, app.appId),
      settings: service,
      talkjs: clientOf(apiUrl, { appId: app.appId, secretKey: "sk_test_sandbox" }),
      apiOrigin: new URL(apiUrl).origin,
      witness: new Witness({
        ...{ appId: app.appId, secretKey: "sk_test_sandbox", apiUrl: sandbox.url },
        ...{ user: WITNESS, folders: [], ...witness },
      }),
      telemetry: silent,
      clock,
      redis: connection.redis,
      queuePrefix: connection.prefix,
      signer,
    });
    opened.push(context);
    return context;
  };
  onTestFinished(async () => {
    await Promise.all(refilling.map((end) => end()));
    await Promise.all(started.map((workers) => workers.close(100)));
    await Promise.all(opened.flatMap(({ queues, sender }) => [queues.close(), sender.close()]));
    await connection.close();
  });
  const context = contextOn(app.ledger);
  const entries = async (run?: number) => {
    const all: AuditEntry[] = [];
    for await (const entry of app.entries.all(run)) all.push(entry);
    return all;
  };
  return {
    app,
    sandbox,
    context,
    contextOn,
    entries,
    startWorkers(as = context) {
      const { redis, prefix } = connection;
      const concurrency = { control: 2, erasure: 2, sweep: 2, delivery: 1 };
      const options = { redis, prefix, jobs, context: as, concurrency, telemetry: silent };
      const workers = new Workers<JobContext>(options);
      started.push(workers);
      // As in every process that works: a job can be lost singly, not added because its forerunner was ending.
      as.queues.markFilled().catch(() => undefined);
      refilling.push(startRefillLoop(as.queues, () => reconcile(as)));
      return workers;
    },
    plan: (order = {}) =>
      createRun(
        { kind: "sweep", policy: everybody(), autoApply: false, ids: undefined, by: "cli", ...order },
        context,
      ),
    reach: (run, ...states) =>
      until(`run in state ${states.join(" or ")}`, async () => {
        const found = await app.runs.get(run);
        if (states.includes(found.state)) return found;
        if (ENDS.includes(found.state) && !(found.autoApply && found.state === "planned"))
          throw new Error(`the run is ${found.state} (${found.code}), not ${states.join(" or ")}`);
        return undefined;
      }),
    async outcomes(...ids) {
      const found = await Promise.all(ids.map((id) => app.entries.of([app.inEvidence(id)])));
      return found.map((all) => [all.at(-1)?.outcome, all.at(-1)?.reason].filter(Boolean).join(" "));
    },
    async wipeRedis() {
      const { redis, prefix } = connection;
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
        if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
      }
    },
  };
}

/** Audit = journal: the same users, the same fields, each once. `before`: journal lines that others wrote. */
export async function expectAuditEqualsJournal(
  { app, sandbox, entries }: AppHarness,
  before = 0,
): Promise<void> {
  const journal = new Map<string, string[]>();
  for (const { user, fields } of (await sandbox.journal()).slice(before)) {
    const subject = app.inEvidence(user);
    journal.set(subject, [...(journal.get(subject) ?? []), ...fields].sort());
  }
  const audit = new Map<string, string[]>();
  for (const { subject, fields } of await entries()) {
    if (fields.length > 0) audit.set(subject, [...(audit.get(subject) ?? []), ...fields].sort());
  }
  expect(audit).toEqual(journal);
}
