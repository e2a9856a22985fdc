import type { Redis } from "ioredis";
import type { JobContext } from "../service/context.js";
import { OnlineUsers } from "../erasure/online-users.js";
import type { OpendsrSigner } from "../opendsr/signer.js";
import { Queues } from "../queue/queues.js";
import { Sealer } from "../sealing/sealer.js";
import type { AppLedger } from "../service/opened-app.js";
import { openOutbound } from "./outbound.js";

export interface ContextOptions
  extends
    AppLedger,
    Pick<JobContext, "appId" | "settings" | "talkjs" | "apiOrigin" | "witness" | "telemetry" | "clock"> {
  redis: Redis;
  /** Of every key of the queues. */
  queuePrefix: string;
  /** Undefined where OpenDSR isn't set up. */
  signer: OpendsrSigner | undefined;
}

/** What background work works with. Its queues and its sender are to be closed. */
export function openContext(options: ContextOptions): JobContext {
  const { redis, queuePrefix, signer, ledger, ...parts } = options;
  const { db, encryption } = ledger;
  const { settings, deliveries, pseudonyms, clock, telemetry } = parts;
  return {
    ...parts,
    ...openOutbound({ settings, deliveries, encryption, pseudonyms, clock, signer }),
    db,
    encryption,
    sealer: new Sealer(parts.log),
    queues: new Queues(redis, queuePrefix, telemetry),
    onlineUsers: new OnlineUsers(pseudonyms, clock),
  };
}
