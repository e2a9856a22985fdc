import { createHash, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { enqueueDeliveries } from "../../src/service/delivery/enqueue.js";
import { rows } from "../../src/ledger/database.js";
import { testUser } from "../erasure/erasure-harness.js";
import { appHarness } from "../jobs/app-harness.js";
import { DOMAIN } from "../opendsr/certificate.js";
import { orderOf as bareOrder } from "../opendsr/orders.js";
import { receiver } from "../outbound/receiver.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { apiCaller } from "./api-caller.js";
import { processor, type Processor } from "./processor.js";

const REQUESTS = "/opendsr/v2/requests";
const OLD_REQUESTS = "/v1/opengdpr_requests";
const CANARY = "canary.person@example.com";
const submitted_time = new Date().toISOString();

const orderOf = (change: Record<string, unknown> = {}) => bareOrder({ submitted_time, ...change });
const email = (identity_value: string, identity_format = "raw") => ({
  identity_type: "email",
  identity_value,
  identity_format,
});
const user = (identity_value: string) => ({
  identity_type: "controller_customer_id",
  identity_value,
  identity_format: "raw",
});

const waiting = { settings: { SCRUBJAY_WAITING_PERIOD: "1 day" } };
const ann = testUser("u-1", { email: [CANARY] });

const requestsIn = async ({ context }: Processor) => (await context.requests.list({ limit: 10 })).length;

async function reach(at: Processor, id: string, status: string): Promise<Record<string, unknown>> {
  return until(`the request is ${status}`, async () => {
    const { json } = await at.call(`GET ${REQUESTS}/${id}`);
    return json["request_status"] === status && json;
  });
}

describePostgres("OpenDSR", (on) => {
  test("discovery and the certificate are public and signed", async () => {
    const at = await processor(on);
    const { status, json } = await at.call("GET /opendsr/v2/discovery", { as: "" });
    expect(status).toBe(200);
    expect(json).toEqual({
      api_version: "2.0",
      supported_identities: [
        { identity_type: "controller_customer_id", identity_format: "raw" },
        { identity_type: "email", identity_format: "raw" },
        { identity_type: "email", identity_format: "sha256" },
      ],
      supported_subject_request_types: ["erasure"],
      processor_certificate: `https://${DOMAIN}/opendsr/v2/certificate.pem`,
    });
    const served = await at.call("GET /opendsr/v2/certificate.pem", { as: "" });
    expect(served).toMatchObject({ status: 200, text: at.certificate });
    expect(served.text).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const old = await at.call("GET /v1/discovery", { as: "" });
    expect(old.json).toMatchObject({ api_version: "1.0" });
    const head = await at.call("HEAD /opendsr/v2/discovery", { as: "" });
    expect(head).toMatchObject({ status: 200, text: "" });
    const signature = head.headers["x-opendsr-signature"] ?? "";
    expect(await at.verify(Buffer.from(JSON.stringify(json)), signature)).toBe(true);
    expect(
      await at.verify(Buffer.from(JSON.stringify(json)), signature, "-sigopt", "rsa_padding_mode:pss"),
    ).toBe(false);
  });

  test("a request is accepted, repeated, followed to its end, and each status is called back once", async () => {
    const controller = await receiver();
    const settings = { SCRUBJAY_CALLBACK_HOSTS: controller.host, SCRUBJAY_CALLBACK_INSECURE: "true" };
    const at = await processor(on, { people: [ann], settings });
    const order = orderOf({ status_callback_urls: [controller.url], api_version: "2.0" });
    const id = String(order["subject_request_id"]);
    // Spaces and the order of fields are the sender's own: what is signed and compared are its bytes.
    const body = ` ${JSON.stringify(order, undefined, 2)}\n`;
    const first = await at.call(`POST ${REQUESTS}`, { body });
    expect(first.status).toBe(201);
    expect(first.json).toEqual({
      controller_id: "mparticle",
      expected_completion_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      received_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      encoded_request: Buffer.from(body).toString("base64"),
      subject_request_id: id,
    });
    const again = await at.call(`POST ${REQUESTS}`, { body });
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect((await at.call(`GET ${REQUESTS}/${id}`)).json).toMatchObject({
      controller_id: "mparticle",
      subject_request_id: id,
      request_status: "pending",
      api_version: "2.0",
      extensions: { [DOMAIN]: { state: "queued" } },
    });
    at.startWorkers();
    const { extensions } = await reach(at, id, "completed");
    expect(extensions).toMatchObject({ [DOMAIN]: { state: "completed", outcome: "erased" } });
    expect((await at.sandbox.users()).get("u-1")?.email).toBeNull();
    await until("the last callback", async () => {
      // As the service does every ten seconds.
      await enqueueDeliveries(at.context);
      return controller.received.length === 3;
    });
    const reported = controller.received.map(({ body: text }) => JSON.parse(text) as Record<string, unknown>);
    expect(reported.map(({ request_status }) => request_status)).toEqual([
      "pending",
      "in_progress",
      "completed",
    ]);
    expect(reported[2]).toMatchObject({
      status_callback_url: controller.url,
      subject_request_id: id,
      controller_id: "mparticle",
      extensions: { [DOMAIN]: { outcome: "erased" } },
    });
    for (const { headers, body: text } of controller.received) {
      expect(headers["x-opendsr-processor-domain"]).toBe(DOMAIN);
      expect(await at.verify(Buffer.from(text), String(headers["x-opendsr-signature"]))).toBe(true);
    }
    const late = await at.call(`DELETE ${REQUESTS}/${id}`);
    expect(late.status).toBe(400);
    expect((await at.call(`POST ${REQUESTS}`, { body })).bytes.equals(first.bytes)).toBe(true);
    expect(await requestsIn(at)).toBe(1);
  });

  on.both("a hashed e-mail address finds its user; one that nobody has is not found", async () => {
    const at = await processor(on, { people: [ann] });
    const hashed = orderOf({
      subject_identities: [email(createHash("sha256").update(CANARY).digest("hex").toUpperCase(), "sha256")],
    });
    const nobody = orderOf({ subject_identities: [email("nobody@example.com")] });
    for (const body of [hashed, nobody])
      expect((await at.call(`POST ${REQUESTS}`, { body })).status).toBe(201);
    at.startWorkers();
    const found = await reach(at, String(hashed["subject_request_id"]), "completed");
    const missing = await reach(at, String(nobody["subject_request_id"]), "completed");
    expect(found["extensions"]).toMatchObject({ [DOMAIN]: { outcome: "erased" } });
    expect(missing["extensions"]).toMatchObject({ [DOMAIN]: { outcome: "not_found" } });
    expect((await at.sandbox.users()).get("u-1")?.email).toBeNull();
  });

  test("a pending request can be cancelled, once", async () => {
    const at = await processor(on, waiting);
    const body = orderOf();
    const path = `${REQUESTS}/${String(body["subject_request_id"])}` as const;
    await at.call(`POST ${REQUESTS}`, { body });
    const { status, json } = await at.call(`DELETE ${path}`);
    expect(status).toBe(202);
    expect(json).toEqual({
      controller_id: "mparticle",
      subject_request_id: body["subject_request_id"],
      received_time: expect.stringMatching(/Z$/) as string,
      api_version: "2.0",
    });
    expect((await at.call(`GET ${path}`)).json).toMatchObject({
      request_status: "cancelled",
      extensions: { [DOMAIN]: { outcome: "cancelled" } },
    });
    const again = await at.call(`DELETE ${path}`);
    expect(again).toMatchObject({ status: 400, json: { error: { code: 400 } } });
  });

  test("the paths of OpenGDPR 1.0 do the same, for requests without a regulation", async () => {
    const at = await processor(on, waiting);
    const body = orderOf({ regulation: undefined });
    const id = String(body["subject_request_id"]);
    expect((await at.call(`POST ${REQUESTS}`, { body })).status).toBe(400);
    const made = await at.call(`POST ${OLD_REQUESTS}`, { body });
    expect(made).toMatchObject({ status: 201, json: { subject_request_id: id } });
    expect((await at.call(`GET ${OLD_REQUESTS}/${id}`)).json).toMatchObject({ api_version: "1.0" });
    expect((await at.call(`GET ${REQUESTS}/${id}`)).json).toMatchObject({ api_version: "2.0" });
    expect((await at.call(`DELETE ${OLD_REQUESTS}/${id}`)).status).toBe(202);
    expect((await at.call(`POST ${OLD_REQUESTS}`, { body: "{" })).json).toHaveProperty("error.code", 400);
  });

  test("an ID stands for one body; twins at the same moment are one request", async () => {
    const at = await processor(on, waiting);
    const order = orderOf();
    const body = JSON.stringify(order);
    const twins = await Promise.all(Array.from({ length: 8 }, () => at.call(`POST ${REQUESTS}`, { body })));
    expect(twins.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(twins.map(({ text }) => text)).size).toBe(1);
    expect(await requestsIn(at)).toBe(1);
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(order).reverse()), null, 2);
    expect((await at.call(`POST ${REQUESTS}`, { body: reordered })).status).toBe(201);
    expect(await requestsIn(at)).toBe(1);
    const other = await at.call(`POST ${REQUESTS}`, {
      body: { ...order, subject_identities: [user("other")] },
    });
    expect(other.status).toBe(400);
    expect(other.text).toContain("subject_request_id is taken by a request with another body");
    const rivals = [user("u-1"), user("u-2")].map((one) =>
      orderOf({ subject_request_id: "b7551968-d5d6-44b2-9831-815ac9017798", subject_identities: [one] }),
    );
    const answers = await Promise.all(rivals.map((rival) => at.call(`POST ${REQUESTS}`, { body: rival })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect(await requestsIn(at)).toBe(2);
  });

  test("a repetition is answered as before, although by now it would be too late for a new one", async () => {
    let now = new Date();
    const settings = { SCRUBJAY_CALLBACK_HOSTS: "controller.example", ...waiting.settings };
    const at = await processor(on, { settings, clock: () => now });
    const body = orderOf({ status_callback_urls: ["https://controller.example/callbacks"] });
    const first = await at.call(`POST ${REQUESTS}`, { body });
    expect(first.status).toBe(201);
    now = new Date(now.getTime() + 400 * 24 * 3_600_000);
    at.context.settings.callbackHosts.length = 0;
    expect((await at.call(`POST ${REQUESTS}`, { body })).bytes.equals(first.bytes)).toBe(true);
  });

  test("a controller knows only its own requests", async () => {
    const at = await processor(on, waiting);
    const body = orderOf();
    const path = `${REQUESTS}/${String(body["subject_request_id"])}` as const;
    await at.call(`POST ${REQUESTS}`, { body });
    for (const call of [`GET ${path}`, `DELETE ${path}`] as const) {
      const { status, json } = await at.call(call, { as: "amplitude" });
      expect({ status, json }).toMatchObject({ status: 404, json: { error: { code: 404 } } });
    }
    expect((await at.call(`POST ${REQUESTS}`, { body, as: "amplitude" })).status).toBe(201);
    expect(await requestsIn(at)).toBe(2);
  });

  test("what can't be accepted is refused in OpenDSR's form, signed, without a trace of the person", async () => {
    const settings = { SCRUBJAY_CALLBACK_HOSTS: "controller.example" };
    const at = await processor(on, { settings });
    const callback = (url: string) => orderOf({ status_callback_urls: [url] });
    const identified = (...subject_identities: unknown[]) => orderOf({ subject_identities });
    const ago = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString();
    const huge = { ...orderOf(), extensions: { "x.example": CANARY.repeat(50_000) } };
    const cases: [number, string | Buffer | object, RegExp][] = [
      [400, `{"${CANARY}`, /isn't JSON/],
      [400, "", /JSON/],
      [400, Buffer.from('{"a":"\xff"}', "latin1"), /isn't JSON in UTF-8/],
      [400, [CANARY], /form/],
      [400, '"text"', /form/],
      [400, { ...orderOf(), [CANARY]: CANARY }, /a field that the API doesn't know/],
      [400, orderOf({ subject_request_type: "portability" }), /subject_request_type isn't supported/],
      [400, orderOf({ subject_request_id: CANARY }), /subject_request_id must be a UUID/],
      [400, orderOf({ regulation: CANARY }), /regulation must be one of gdpr, ccpa/],
      [400, identified(user("u-1"), email(CANARY, "md5")), /subject_identities\.1 .*email in the format md5/],
      [400, identified({ ...email(CANARY), identity_type: CANARY }), /identities\.0\.identity_type/],
      [400, identified({ ...email(CANARY), [CANARY]: 1 }), /subject_identities\.0 has a field/],
      [400, identified(user(`${CANARY}\u0000`)), /NUL/],
      [400, orderOf({ submitted_time: ago(-1) }), /submitted_time is in the future/],
      [400, orderOf({ submitted_time: ago(367) }), /submitted_time is more than a year ago/],
      [400, callback("http://controller.example/canary"), /status_callback_urls\.0 is refused \(NOT_HTTPS\)/],
      [400, callback("https://169.254.169.254/canary"), /status_callback_urls\.0 is refused/],
      [400, callback("https://canary.example/"), /HOST_NOT_ALLOWED/],
      [400, orderOf({ extensions: { [DOMAIN]: { identities: [CANARY] } } }), /extensions has one/],
      [413, huge, /1 MiB/],
    ];
    for (const [status, body, problem] of cases) {
      const reply = await at.call(`POST ${REQUESTS}`, { body });
      expect({ status: reply.status, text: reply.text }).toEqual({
        status,
        text: expect.stringMatching(problem) as string,
      });
      expect(reply.json).toEqual({
        error: {
          code: status,
          message: expect.any(String) as string,
          errors: expect.arrayContaining([
            {
              domain: "Validation",
              reason: expect.any(String) as string,
              message: expect.any(String) as string,
            },
          ]) as object[],
        },
      });
      expect(reply.text.toLowerCase()).not.toContain("canary");
    }
    const text = await at.call(`POST ${REQUESTS}`, {
      body: "a=1",
      headers: { "content-type": "text/plain" },
    });
    expect(text).toMatchObject({ status: 415, json: { error: { code: 415 } } });
    expect(await requestsIn(at)).toBe(0);
  });

  test("whoever may not call, and whatever isn't there, is answered in OpenDSR's form and signed", async () => {
    const at = await processor(on, { settings: { SCRUBJAY_API_RATE: "5" } });
    const body = orderOf();
    const replies: [number, string, Awaited<ReturnType<Processor["call"]>>][] = [
      [401, "Authentication", await at.call(`POST ${REQUESTS}`, { body, as: "" })],
      [401, "Authentication", await at.call(`GET ${OLD_REQUESTS}/${randomUUID()}`, { as: "canary" })],
      [403, "Authentication", await at.call(`POST ${REQUESTS}`, { body, as: "auditor" })],
      [403, "Authentication", await at.call(`DELETE ${REQUESTS}/${randomUUID()}`, { as: "auditor" })],
      [404, "Validation", await at.call(`GET ${REQUESTS}/${randomUUID()}`, { as: "auditor" })],
      [404, "Validation", await at.call(`GET ${REQUESTS}/${CANARY}`, { as: "auditor" })],
      [404, "Validation", await at.call("GET /opendsr/v2/canary")],
      [404, "Validation", await at.call(`POST ${OLD_REQUESTS}/`)],
      [405, "Validation", await at.call(`PUT ${REQUESTS}`, { body })],
    ];
    for (const [status, domain, reply] of replies) {
      expect(reply.status).toBe(status);
      expect(reply.json).toMatchObject({ error: { code: status, errors: [{ domain }] } });
      expect(reply.text).not.toContain("canary");
    }
    expect(replies[0]?.[2].headers["www-authenticate"]).toMatch(/^Bearer/);
    const limited = await until("the limit", async () => {
      const reply = await at.call(`GET ${REQUESTS}/${randomUUID()}`);
      return reply.status === 429 && reply;
    });
    expect(limited.json).toMatchObject({ error: { code: 429, errors: [{ domain: "RateLimit" }] } });
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
    expect(await requestsIn(at)).toBe(0);
  });

  test("the ledger keeps nothing of a request that names the person", async () => {
    const at = await processor(on, waiting);
    const body = orderOf({ subject_identities: [user(CANARY), email(CANARY)] });
    const { json, text } = await at.call(`POST ${REQUESTS}`, { body });
    expect(text).not.toContain("canary");
    expect(Buffer.from(String(json["encoded_request"]), "base64").toString()).toBe(JSON.stringify(body));
    expect((await at.call(`GET ${REQUESTS}/${String(body["subject_request_id"])}`)).text).not.toContain(
      "canary",
    );
    const kept = await rows<Record<string, unknown>>(
      at.context.db,
      sql`select r.*, a.action, a.target from scrubjay.requests r, scrubjay.audit_actions a
          where r.app_id = ${at.app.appId} and a.app_id = ${at.app.appId}`,
    );
    const written = JSON.stringify(kept);
    expect(written).toContain("opendsr.create");
    expect(written).not.toContain("canary");
    expect(written).not.toContain(String(json["encoded_request"]));
  });

  test("where OpenDSR isn't set up, its paths say which settings are missing", async () => {
    const call = apiCaller(await appHarness(on));
    for (const path of ["/opendsr/v2/discovery", "/v1/discovery", `${OLD_REQUESTS}/1`] as const) {
      const { status, body } = await call<{ code: string; detail: string }>(`GET ${path}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: "OPENDSR_NOT_SET_UP" });
      expect(body.detail).toContain("SCRUBJAY_OPENDSR_KEY_FILE");
    }
  });
});
