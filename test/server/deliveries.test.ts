import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { enqueueDeliveries } from "../../src/service/delivery/enqueue.js";
import type { DeliveryView } from "../../src/contracts/deliveries.js";
import type { Problem } from "../../src/contracts/problem.js";
import { appHarness, type AppHarness } from "../jobs/app-harness.js";
import { receiver } from "../outbound/receiver.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { apiCaller } from "./api-caller.js";

interface Page {
  deliveries: DeliveryView[];
  next: string | null;
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

async function write({ context }: AppHarness, ...about: string[]): Promise<void> {
  for (const one of about)
    await context.db.transaction((tx) =>
      context.outbox.webhook(tx, { type: "request.failed", about: one, data: { id: one } }),
    );
}

describePostgres("deliveries over HTTP", (on) => {
  const open = async () => {
    const to = await receiver((response) => response.writeHead(410).end());
    const harness = await appHarness(on, {
      settings: {
        SCRUBJAY_CALLBACK_INSECURE: "true",
        SCRUBJAY_WEBHOOK_URLS: to.url,
        SCRUBJAY_WEBHOOK_SECRET: SECRET,
      },
    });
    return { to, harness, call: apiCaller(harness) };
  };

  on.both("are shown newest first, page by page, and never tell where they go", async () => {
    const { harness, to, call } = await open();
    const about = [randomUUID(), randomUUID(), randomUUID()] as const;
    await write(harness, ...about);
    const first = await call<Page>("GET /v1/deliveries?limit=2", { as: "viewer" });
    expect(first.status, first.text).toBe(200);
    expect(first.body.deliveries.map((delivery) => delivery.about)).toEqual([about[2], about[1]]);
    expect(first.body.deliveries[0]).toMatchObject({
      kind: "webhook",
      event: "request.failed",
      state: "pending",
      attempts: 0,
      lastStatus: null,
      lastCode: null,
      deliveredAt: null,
    });
    expect(first.text).not.toContain(to.host);
    expect(first.text).not.toMatch(/sealed|stream|url/);
    const second = await call<Page>(`GET /v1/deliveries?limit=2&cursor=${first.body.next}`);
    expect(second.body.deliveries.map((delivery) => delivery.about)).toEqual([about[0]]);
    expect(second.body.next).toBeNull();
  });

  on.both("that are parked can be found and tried again, by an operator and once", async () => {
    const { harness, to, call } = await open();
    await write(harness, "a");
    harness.startWorkers();
    await enqueueDeliveries(harness.context);
    const parked = await until("it is parked", async () => {
      const { body } = await call<Page>("GET /v1/deliveries?state=parked");
      return body.deliveries[0];
    });
    expect(parked).toMatchObject({ attempts: 1, lastStatus: 410, lastCode: "HTTP_410", nextAt: null });
    const path = `/v1/deliveries/${parked.id}` as const;
    expect((await call(`POST ${path}/retry`, { as: "viewer" })).status).toBe(403);
    to.answer = (response) => response.writeHead(200).end();
    const retried = await call<DeliveryView>(`POST ${path}/retry`);
    expect(retried.status, retried.text).toBe(200);
    expect(retried.body).toMatchObject({ id: parked.id, state: "pending" });
    await until("it is delivered", async () => {
      const { body } = await call<DeliveryView>(`GET ${path}`, { as: "viewer" });
      return body.state === "delivered" && body.deliveredAt !== null;
    });
    const again = await call<Problem>(`POST ${path}/retry`);
    expect([again.status, again.body.code]).toEqual([409, "DELIVERY_STATE"]);
  });

  test("that don't exist are not found, and bad queries are refused", async () => {
    const { call } = await open();
    const unknown = await call<Problem>(`GET /v1/deliveries/${randomUUID()}`);
    expect([unknown.status, unknown.body.code]).toEqual([404, "DELIVERY_NOT_FOUND"]);
    expect((await call(`POST /v1/deliveries/${randomUUID()}/retry`)).status).toBe(404);
    for (const query of ["state=lost", "cursor=x", "cursor=99999999999999999999", "limit=0", "other=1"])
      expect((await call<Problem>(`GET /v1/deliveries?${query}`)).status, query).toBe(422);
  });
});
