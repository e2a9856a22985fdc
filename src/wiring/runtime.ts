import type { Redis } from "ioredis";
import type { JobContext } from "../service/context.js";
import { jobs } from "../../jobs/index.js";
import { reconcile } from "../service/reconcile.js";
import { openSigner, type OpendsrSigner } from "../opendsr/signer.js";
import { openRedis } from "../embedded/open-redis.js";
import { connectRedis } from "../queue/connection.js";
import type { QueueName } from "../queue/queue-name.js";
import { queuePrefix } from "../queue/queues.js";
import { startRefillLoop } from "../queue/refill-loop.js";
import { Workers } from "../queue/workers.js";
import { createQuota } from "../quota/quota.js";
import { createTalkJS } from "../talkjs/client.js";
import { witnessOptions } from "./witness.js";
import { Witness } from "../talkjs/witness/witness.js";
import { checkLog } from "../sealing/check-log.js";
import { openContext } from "./context.js";
import { startSealingLoop } from "./sealing-loop.js";
import type { OpenedApp } from "../service/opened-app.js";

/** Running jobs may finish for this long after SIGTERM; then they go back to their queue. */
const GRACE_MS = 4_000;
/** Jobs of each queue at a time; of the one for sweeps the settings say how many. */
const CONCURRENCY = {
  /** Scanning and feeding mostly wait, so many of them share a process. */
  control: 8,
  /** Small and mostly waiting for an answer: a new request must find a worker free. */
  erasure: 16,
  /** Receivers that are told at the same time; one that hangs takes ten seconds of a place. */
  delivery: 8,
} satisfies Partial<Record<QueueName, number>>;

export interface RuntimeOptions {
  /** Of every key in Redis. @default one for each ledger and app */
  queuePrefix?: string;
  /** Jobs of a queue at a time. @default what is right for a process of its own */
  concurrency?: Partial<Record<QueueName, number>>;
}

/** An opened app that can also do background work: with Redis, the shared quota, the client of TalkJS, the queues. */
export interface Runtime extends OpenedApp {
  redis: Redis;
  context: JobContext;
  /** Undefined where OpenDSR isn't set up. */
  signer: OpendsrSigner | undefined;
  /** Takes part in all work of this ledger and app until the app is closed. */
  startWorkers: () => void;
}

/** Adds to an opened app what work needs; everything is closed with it. */
export async function openRuntime(app: OpenedApp, options: RuntimeOptions = {}): Promise<Runtime> {
  try {
    return await wire(app, options);
  } catch (error) {
    await app.cleanup.run();
    throw error;
  }
}

async function wire(app: OpenedApp, options: RuntimeOptions): Promise<Runtime> {
  const { cleanup, telemetry, ledger, clock } = app;
  const { config, appId, say } = app.options;
  const opened = await openRedis({ redisUrl: config.redisUrl, dataDir: config.dataDir, say });
  cleanup.add(() => opened.close());
  const redis = connectRedis(opened.url, telemetry);
  cleanup.add(async () => redis.disconnect());
  const quota = createQuota({ redis, appId, meters: config.meters, share: config.share, telemetry });
  cleanup.add(async () => quota.close());
  const talkjs = createTalkJS({
    appId,
    secretKey: config.secretKey ?? "",
    apiUrl: config.apiUrl,
    proxy: config.proxy,
    auth: config.auth,
    concurrency: config.concurrency,
    limiter: quota,
    telemetry,
  });
  cleanup.add(() => talkjs.close());
  const settings = config.service;
  const signer = settings.opendsr && (await openSigner(settings.opendsr, clock()));
  const prefix = options.queuePrefix ?? queuePrefix(ledger.id, appId);
  const apiOrigin = new URL(config.apiUrl).origin;
  const witness = new Witness(witnessOptions(config));
  const of = { appId, settings, talkjs, apiOrigin, witness, signer, redis, queuePrefix: prefix };
  const context = openContext({ ...app, ...of });
  cleanup.add(() => context.queues.close());
  cleanup.add(() => context.sender.close());
  // Before anything is done: evidence that isn't what was signed must be looked at by a person first.
  await checkLog(app.log);
  // The embedded ledger has one process: jobs that a killed one left need not wait for their lock to run out.
  if (config.databaseUrl === undefined) await context.queues.clear();
  await reconcile(context);
  const concurrency = { ...CONCURRENCY, sweep: config.workers, ...options.concurrency };
  return {
    ...app,
    redis,
    context,
    signer,
    startWorkers: () => startWorkers(app, redis, context, concurrency),
  };
}

function startWorkers(
  { cleanup, telemetry, options }: OpenedApp,
  redis: Redis,
  context: JobContext,
  concurrency: Record<QueueName, number>,
): void {
  const workers = new Workers<JobContext>({
    redis,
    prefix: context.queues.prefix,
    jobs,
    context,
    concurrency,
    telemetry,
  });
  // Closed last: what the workers still write is sealed too.
  cleanup.add(startSealingLoop(context.sealer, context.log, options.config.log.publish));
  cleanup.add(() => workers.close(GRACE_MS));
  cleanup.add(startRefillLoop(context.queues, () => reconcile(context)));
}
