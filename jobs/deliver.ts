import { deliverJob } from "../src/service/jobs.js";
import type { ClaimedDelivery } from "../src/ledger/deliveries/deliveries.js";
import type { Sent } from "../src/outbound/message-sender.js";
import { decryptContent } from "../src/outbound/message-content.js";
import { nextTry } from "../src/outbound/next-try.js";
import { errorCode } from "../src/telemetry/error-code.js";
import type { Job } from "../src/queue/job.js";
import type { JobContext } from "../src/service/context.js";

type Context = Pick<JobContext, "deliveries" | "sender" | "encryption" | "telemetry" | "clock">;

/** Messages to one receiver that are under way at the same time. */
const AT_ONCE = 16;
/** Six times the longest send: only who was killed loses a message, and it goes out again a minute later. */
const LEASE_MS = 60_000;
/** A new message can't wake this job, because it has its ID already; so it looks now and then by itself. */
const LONGEST_DELAY_MS = 5_000;
const SHORTEST_DELAY_MS = 500;
/** As long as somebody may ask what was told; the content is encrypted. */
const KEEP_DELIVERED_MS = 30 * 24 * 3_600 * 1_000;

/**
 * Sends what the outbox has written for one receiver, until nothing is pending. Each receiver has a job of its own, so
 * one that hangs keeps only its own messages waiting. It holds no state: each tick claims what is due in the ledger,
 * so that a job which was lost is simply added again.
 */
export const deliver: Job<{ receiver: string }, Context> = {
  ...deliverJob,

  async run({ receiver }, context, { signal }) {
    const now = context.clock();
    const claimed = await context.deliveries.claim(receiver, now, LEASE_MS, AT_ONCE);
    await Promise.all(claimed.map((message) => send(message, context, signal)));
    signal.throwIfAborted();
    if (claimed.length > 0) return { againInMs: 0 };
    const next = await context.deliveries.nextDue(receiver);
    if (next) return { againInMs: delayUntil(next, context.clock()) };
    await context.deliveries.purge(new Date(now.getTime() - KEEP_DELIVERED_MS));
    return "done";
  },

  // The ledger was out of reach for long; reconciling adds this job again.
  giveUp: () => Promise.resolve(),
};

const delayUntil = (next: Date, now: Date): number =>
  Math.min(Math.max(next.getTime() - now.getTime(), SHORTEST_DELAY_MS), LONGEST_DELAY_MS);

async function send(message: ClaimedDelivery, context: Context, signal: AbortSignal): Promise<void> {
  const { kind, event, attempts: attempt } = message;
  const sent = await decryptAndSend(message, context, signal);
  if (sent.delivered) {
    await context.deliveries.succeed(message.id, sent.status, context.clock());
    context.telemetry.emit("delivery.sent", { kind, event, status: sent.status, attempt });
    return;
  }
  const next = nextAttemptAt(message, sent, context, signal);
  if (next) await context.deliveries.fail(message, sent, next);
  else await context.deliveries.park(message, sent);
  context.telemetry.emit("delivery.failed", { kind, event, code: sent.code, attempt, parked: next === null });
}

async function decryptAndSend(
  { id, kind, sealed }: ClaimedDelivery,
  { sender, encryption }: Context,
  signal: AbortSignal,
): Promise<Sent> {
  let content;
  try {
    content = decryptContent(encryption.ofLedger(), id, sealed);
  } catch (error) {
    return { delivered: false, code: errorCode(error), status: null, isFinal: true };
  }
  return sender.send({ id, kind, ...content }, signal);
}

/** Null: it is given up. */
function nextAttemptAt(
  { attempts, triesUntil }: ClaimedDelivery,
  sent: Extract<Sent, { delivered: false }>,
  { clock }: Context,
  signal: AbortSignal,
): Date | null {
  // This process ends; another can have it at once.
  if (signal.aborted) return clock();
  if (sent.isFinal) return null;
  return nextTry({ attempts, triesUntil, retryAfterMs: sent.retryAfterMs }, clock(), Math.random());
}
