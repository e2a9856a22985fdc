import { generateKeyPairSync, randomUUID, verify } from "node:crypto";
import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { JobContext } from "../../src/service/context.js";
import { deliver } from "../../jobs/deliver.js";
import { enqueueDeliveries } from "../../src/service/delivery/enqueue.js";
import { reconcile } from "../../src/service/reconcile.js";
import type { RequestState } from "../../src/model/request-lifecycle.js";
import type { Request } from "../../src/ledger/requests/requests.js";
import { deliveries } from "../../src/ledger/schema.js";
import { OpendsrSigner } from "../../src/opendsr/signer.js";
import type { Events } from "../../src/telemetry/events.js";
import { receiver, type Receiver } from "../outbound/receiver.js";
import { describePostgres, type TestLedger } from "../support/ledger.js";
import { latch } from "../support/latch.js";
import { until } from "../support/until.js";
import { appHarness, type AppHarnessOptions } from "./app-harness.js";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signer = new OpendsrSigner("erasure.example.com", { privateKey, certificates: "", warnings: [] });
const going = { signal: new AbortController().signal };
const DAY = 24 * 3600 * 1000;

/** An app whose messages go to `to`, with a clock that tests move. */
async function deliveryHarness(on: TestLedger, to: Receiver, { webhooks = false, ...options }: Options = {}) {
  const time = { ahead: 0 };
  const at = await appHarness(on, {
    settings: {
      SCRUBJAY_CALLBACK_HOSTS: to.host,
      SCRUBJAY_CALLBACK_INSECURE: "true",
      ...(webhooks && { SCRUBJAY_WEBHOOK_URLS: to.url, SCRUBJAY_WEBHOOK_SECRET: SECRET }),
    },
    signer,
    clock: () => new Date(Date.now() + time.ahead),
    ...options,
  });
  return { ...at, time };
}
type Options = AppHarnessOptions & { webhooks?: boolean };

function request({ encryption, clock }: JobContext, url: string | null): Request {
  const id = randomUUID();
  const now = clock();
  return {
    id,
    appId: "app",
    state: "received",
    regulation: "gdpr",
    protocol: "opendsr2",
    createdBy: "controller",
    createdAt: now,
    receivedAt: now,
    deadline: now,
    begunAt: null,
    extendedAt: null,
    extensionReason: null,
    waitUntil: null,
    reason: null,
    policy: "-",
    policyDigest: "-",
    code: null,
    warnings: 0,
    finishedAt: null,
    controllerRequestId: randomUUID(),
    bodyDigest: null,
    callbacks: url && encryption.ofLedger().encrypt(JSON.stringify([url]), `callbacks:${id}`),
  };
}

/** Takes a request through its states as far as the outbox hears of it. */
async function live(first: Request, states: RequestState[], { db, outbox }: JobContext): Promise<void> {
  let before: Request | null = null;
  for (const state of ["received" as const, ...states]) {
    const after: Request = { ...first, state };
    await db.transaction((tx) => outbox.requestChanged(tx, after, before));
    before = after;
  }
}

const webhook = (context: JobContext, about: string) =>
  context.db.transaction((tx) => context.outbox.webhook(tx, { type: "test.told", about, data: { about } }));

/** Sends until nothing is due now. */
async function sendAll(context: JobContext): Promise<void> {
  for (const receiver of await context.deliveries.receivers()) {
    for (;;) {
      const pass = await deliver.run({ receiver }, context, going);
      if (pass === "done" || pass.againInMs > 0) break;
    }
  }
}

const statuses = ({ received }: Receiver) =>
  received.map(({ body }) => (JSON.parse(body) as { request_status: string }).request_status);
const only = async (context: JobContext) => {
  const [message] = await context.deliveries.list({ limit: 1 });
  if (!message) throw new Error("there is no message");
  return message;
};

describePostgres("Deliveries", (on) => {
  test("reach a receiver that was down in order, each state once, and signed", async () => {
    const to = await receiver();
    const { context, startWorkers } = await deliveryHarness(on, to);
    await to.stop();
    const states: RequestState[] = ["queued", "scrubbing", "verified", "completed"];
    await live(request(context, to.url), states, context);
    startWorkers();
    await enqueueDeliveries(context);
    await until("an attempt failed", async () => {
      const all = await context.deliveries.list({ limit: 10 });
      return all.some(({ lastCode }) => lastCode === "ECONNREFUSED");
    });
    await to.start();
    await until("all is delivered", async () => (await context.deliveries.receivers()).length === 0);
    expect(statuses(to)).toEqual(["pending", "in_progress", "completed"]);
    for (const { body, headers } of to.received) {
      const signature = Buffer.from(String(headers["x-opendsr-signature"]), "base64");
      expect(verify("sha256", Buffer.from(body), publicKey, signature)).toBe(true);
      expect(headers["x-opendsr-processor-domain"]).toBe("erasure.example.com");
    }
  });

  test("tell webhooks how a request ended, without a word about the person", async () => {
    const to = await receiver();
    const { context } = await deliveryHarness(on, to, { webhooks: true });
    const first = request(context, null);
    await live(first, ["queued", "scrubbing", "verified", "completed"], context);
    await sendAll(context);
    expect(to.received).toHaveLength(1);
    const headers = to.received[0]?.headers as Record<string, string>;
    const verified = new Webhook(SECRET).verify(to.received[0]?.body ?? "", headers);
    const { id, regulation } = first;
    const dates = { receivedAt: first.receivedAt.toISOString(), deadline: first.deadline.toISOString() };
    expect(verified).toEqual({
      type: "request.completed",
      timestamp: expect.any(String) as string,
      data: { id, state: "completed", regulation, ...dates, code: null },
    });
    expect(headers["webhook-id"]).toBe((await only(context)).id);
  });

  test("are sent once by two senders at once", async () => {
    const to = await receiver();
    const { context, contextOn } = await deliveryHarness(on, to, { webhooks: true });
    for (let i = 0; i < 20; i++) await webhook(context, `about-${i % 10}`);
    const others = [context, contextOn(on.ledger)];
    await until("all is delivered", async () => {
      await Promise.all(others.map(sendAll));
      return (await context.deliveries.receivers()).length === 0;
    });
    const ids = to.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test("of a killed process go out when its lease is over", async () => {
    const to = await receiver();
    const { context, time } = await deliveryHarness(on, to, { webhooks: true });
    await webhook(context, "a");
    const [receiverId = ""] = await context.deliveries.receivers();
    await context.deliveries.claim(receiverId, context.clock(), 60_000, 16);
    await sendAll(context);
    expect(to.received).toHaveLength(0);
    time.ahead = 61_000;
    await sendAll(context);
    expect(to.received).toHaveLength(1);
    expect(await only(context)).toMatchObject({ state: "delivered", attempts: 2 });
  });

  test("of a sender that is stopped are due at once, and not counted as given up", async () => {
    const stop = new AbortController();
    const to = await receiver(() => stop.abort());
    const { context } = await deliveryHarness(on, to, { webhooks: true });
    await webhook(context, "a");
    const [receiverId = ""] = await context.deliveries.receivers();
    const { signal } = stop;
    await expect(deliver.run({ receiver: receiverId }, context, { signal })).rejects.toThrow();
    expect(await only(context)).toMatchObject({ state: "pending", lastCode: "INTERRUPTED" });
    to.answer = (response) => response.writeHead(200).end();
    await sendAll(context);
    expect(await only(context)).toMatchObject({ state: "delivered" });
  });

  test("wait as long as the receiver asks", async () => {
    const to = await receiver((response) => response.writeHead(429, { "retry-after": "600" }).end());
    const { context, time } = await deliveryHarness(on, to, { webhooks: true });
    await webhook(context, "a");
    await sendAll(context);
    time.ahead = 590_000;
    await sendAll(context);
    expect(to.received).toHaveLength(1);
    time.ahead = 601_000;
    await sendAll(context);
    expect(to.received).toHaveLength(2);
  });

  on.both("are parked after five days and sent when a person has them tried again", async () => {
    const to = await receiver((response) => response.writeHead(500).end());
    const { context, time } = await deliveryHarness(on, to, { webhooks: true });
    const failures: Events["delivery.failed"][] = [];
    context.telemetry = {
      emit: (name, event) => void (name === "delivery.failed" && failures.push(event as never)),
    };
    await webhook(context, "a");
    await sendAll(context);
    time.ahead = 5 * DAY + 1_000;
    await sendAll(context);
    const { id, ...parked } = await only(context);
    expect(parked).toMatchObject({ state: "parked", attempts: 2, lastCode: "HTTP_500", lastStatus: 500 });
    expect(failures.map((failure) => failure.parked)).toEqual([false, true]);
    to.answer = (response) => response.writeHead(200).end();
    const now = context.clock();
    await context.deliveries.retry(id, { nextAt: now, triesUntil: new Date(now.getTime() + DAY) });
    await sendAll(context);
    expect(await only(context)).toMatchObject({ state: "delivered", lastStatus: 200, lastCode: null });
  });

  test("are parked at once where the receiver is gone or the address is not allowed", async () => {
    const to = await receiver((response) => response.writeHead(410).end());
    const inside = await receiver();
    const { context } = await deliveryHarness(on, to);
    await live(request(context, to.url), [], context);
    await live(request(context, inside.url), [], context);
    await sendAll(context);
    const codes = (await context.deliveries.list({ limit: 9 })).map(({ state, lastCode }) => [
      state,
      lastCode,
    ]);
    expect(codes).toEqual([
      ["parked", "HOST_NOT_ALLOWED"],
      ["parked", "HTTP_410"],
    ]);
    expect(inside.received).toEqual([]);
  });

  on.both("whose content doesn't open are parked and don't hold up the others", async () => {
    const to = await receiver();
    const { context } = await deliveryHarness(on, to, { webhooks: true });
    await webhook(context, "a");
    const { id } = await only(context);
    await context.db
      .update(deliveries)
      .set({ sealed: "broken" })
      .where(sql`id = ${id}`);
    await webhook(context, "b");
    await sendAll(context);
    expect(await context.deliveries.get(id)).toMatchObject({ state: "parked", lastCode: "SEAL_BROKEN" });
    expect(to.received).toHaveLength(1);
  });

  test("go to one receiver while another hangs", async () => {
    const hung = latch("the message to the one that hangs has arrived");
    const [slow, to] = [await receiver(() => hung.open()), await receiver()];
    const { context, contextOn, startWorkers } = await deliveryHarness(on, to, {
      settings: {
        SCRUBJAY_CALLBACK_INSECURE: "true",
        SCRUBJAY_WEBHOOK_URLS: `${slow.url} ${to.url}`,
        SCRUBJAY_WEBHOOK_SECRET: SECRET,
      },
    });
    startWorkers();
    startWorkers(contextOn(on.ledger));
    for (let i = 0; i < 40; i++) await webhook(context, `about-${i}`);
    await enqueueDeliveries(context);
    await hung.opened();
    await until("the other has all", () => to.received.length === 40);
    expect(slow.received.length).toBeLessThanOrEqual(16);
    await slow.stop();
  });

  test("are found by reconciling although nobody asked for it", async () => {
    const to = await receiver();
    const { context, startWorkers } = await deliveryHarness(on, to, { webhooks: true });
    await webhook(context, "a");
    await reconcile(context);
    startWorkers();
    await until("it has arrived", () => to.received.length === 1);
  });
});
