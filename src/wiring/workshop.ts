import type { Redis } from "ioredis";
import type { JobContext } from "../../jobs/context.js";
import { jobs } from "../../jobs/index.js";
import { reconcile } from "../../jobs/reconcile.js";
import { openSigner, type OpendsrSigner } from "../opendsr/signer.js";
import { openRedis } from "../embedded/open-redis.js";
import { Online } from "../erasure/online.js";
import { connectRedis } from "../queue/connection.js";
import { queuePrefix, Queues } from "../queue/queues.js";
import { keepFilled } from "../queue/keep-filled.js";
import { Workers } from "../queue/workers.js";
import { createQuota } from "../quota/quota.js";
import { createTalkJS } from "../talkjs/client.js";
import { checkLog } from "../sealing/check-log.js";
import { Sealer } from "../sealing/sealer.js";
import { keepSealed } from "./keep-sealed.js";
import { openOutbound } from "./outbound.js";
import type { Session } from "./session.js";

/** Running jobs may finish for this long after SIGTERM; then they go back to their queue. */
const GRACE_MS = 4_000;
/** Scanning and feeding mostly wait, so many of them share a process. */
const CONTROL_JOBS = 8;
/** Small and mostly waiting for an answer: a new request must find a worker free. */
const ERASURE_JOBS = 16;
/** Receivers that are told at the same time; one that hangs takes ten seconds of a place. */
const DELIVERY_JOBS = 8;

/** A session that can also do background work: Redis, the shared quota, the API, the queues. */
export interface Workshop extends Session {
  redis: Redis;
  context: JobContext;
  /** Undefined where OpenDSR isn't set up. */
  signer: OpendsrSigner | undefined;
  /** Takes part in all work of this ledger and app until the workshop is closed. */
  startWorkers(): void;
}

/** Adds to a session what work needs; everything is closed with the session. */
export async function openWorkshop(session: Session): Promise<Workshop> {
  try {
    return await furnish(session);
  } catch (error) {
    await session.releasers.release();
    throw error;
  }
}

async function furnish(session: Session): Promise<Workshop> {
  const { options, releasers, telemetry, ledger } = session;
  const { config, appId } = options;
  const opened = await openRedis({ redisUrl: config.redisUrl, dataDir: config.dataDir, say: options.say });
  releasers.add(() => opened.close());
  const redis = connectRedis(opened.url, telemetry);
  releasers.add(async () => redis.disconnect());
  const quota = createQuota({ redis, appId, meters: config.meters, share: config.share, telemetry });
  releasers.add(async () => quota.close());
  const talkjs = createTalkJS({
    appId,
    secretKey: config.secretKey ?? "",
    apiUrl: config.apiUrl,
    auth: config.auth,
    concurrency: config.concurrency,
    gate: quota,
    telemetry,
  });
  releasers.add(() => talkjs.close());
  const queues = new Queues(redis, queuePrefix(ledger.id, appId), telemetry);
  releasers.add(() => queues.close());
  const clock = () => new Date();
  const settings = config.service;
  const { deliveries, pseudonyms } = session;
  const signer = settings.opendsr && (await openSigner(settings.opendsr, clock()));
  const { seal } = ledger;
  const { outbox, courier } = openOutbound({ settings, deliveries, seal, pseudonyms, clock, signer });
  releasers.add(() => courier.close());
  // Before anything is done: evidence that isn't what was signed must be looked at by a person first.
  await checkLog(session.log);
  const sealer = new Sealer(session.log);
  const context: JobContext = {
    db: ledger.db,
    ...session,
    sealer,
    appId,
    seal,
    settings,
    outbox,
    courier,
    queues,
    talkjs,
    online: new Online(session.pseudonyms, clock),
    telemetry,
    clock,
  };
  // The embedded ledger has one process: jobs that a killed one left need not wait for their lock to run out.
  if (config.databaseUrl === undefined) await queues.clear();
  await reconcile(context);
  return { ...session, redis, context, signer, startWorkers: () => startWorkers(session, redis, context) };
}

function startWorkers({ releasers, telemetry, options }: Session, redis: Redis, context: JobContext): void {
  const workers = new Workers({
    redis,
    prefix: context.queues.prefix,
    jobs,
    context,
    concurrency: {
      control: CONTROL_JOBS,
      erasure: ERASURE_JOBS,
      sweep: options.config.workers,
      delivery: DELIVERY_JOBS,
    },
    telemetry,
  });
  // Closed last: what the workers still write is sealed too.
  releasers.add(keepSealed(context.sealer, context.log, options.config.log.publish));
  releasers.add(() => workers.close(GRACE_MS));
  releasers.add(keepFilled(context.queues, () => reconcile(context)));
}
