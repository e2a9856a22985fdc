import { expect, test } from "vitest";
import { REQUEST_STATES, type RequestState } from "../../src/model/request-lifecycle.js";
import type { Request } from "../../src/ledger/requests/requests.js";
import { callbackBody } from "../../src/opendsr/callback.js";
import { requestStatus, statusBody } from "../../src/opendsr/status.js";
import { DOMAIN } from "./certificate.js";

const URL = "https://controller.example.com/callbacks?key=1";
const begunAt = new Date("2026-03-02T00:00:00Z");

const request = (state: RequestState, change: Partial<Request> = {}): Request => ({
  id: "5bd1f0f5-4b0c-4f7e-8f57-0f1f2a3b4c5d",
  appId: "app",
  state,
  regulation: "gdpr",
  protocol: "opendsr2",
  createdBy: "mparticle",
  createdAt: new Date("2026-03-01T10:00:00Z"),
  receivedAt: new Date("2026-03-01T00:00:00Z"),
  deadline: new Date("2026-04-01T00:00:00Z"),
  extendedAt: null,
  extensionReason: null,
  waitUntil: null,
  reason: null,
  begunAt: null,
  policy: "sealed",
  policyDigest: "sha256:0",
  code: null,
  warnings: 0,
  finishedAt: null,
  controllerRequestId: "a7551968-d5d6-44b2-9831-815ac9017798",
  bodyDigest: null,
  callbacks: null,
  ...change,
});

/** What a controller is told on the way through these states. */
const reported = (...path: [RequestState, Partial<Request>?][]) =>
  path.flatMap(([state, change], index) => {
    const previous = path[index - 1];
    const before = previous ? request(...previous) : null;
    return callbackBody(request(state, change), before, URL, DOMAIN)?.event ?? [];
  });

test("every state is one of the four statuses, and only what has ended well is completed", () => {
  const statuses = REQUEST_STATES.map((state) => `${state}: ${requestStatus(request(state))}`);
  expect(statuses).toEqual([
    "received: pending",
    "waiting: pending",
    "resolving: pending",
    "queued: pending",
    "scrubbing: in_progress",
    "verified: in_progress",
    "completed: completed",
    "held: in_progress",
    "partly_retained: completed",
    "not_found: completed",
    "failed: in_progress",
    "cancelled: cancelled",
  ]);
});

test("the richer outcome is told under the processor's domain", () => {
  const extension = (state: RequestState, change?: Partial<Request>) =>
    statusBody(request(state, change), DOMAIN, "opendsr2").extensions[DOMAIN];
  const deadline = "2026-04-01T00:00:00.000Z";
  expect(extension("queued")).toEqual({ state: "queued", deadline });
  expect(extension("completed")).toEqual({ state: "completed", outcome: "erased", deadline });
  expect(extension("not_found")).toMatchObject({ outcome: "not_found" });
  expect(extension("partly_retained")).toMatchObject({ outcome: "retained_in_part" });
  expect(extension("held", { code: "hold_17_3_e" })).toMatchObject({ outcome: "held", code: "hold_17_3_e" });
  expect(extension("failed", { code: "NOT_CLEARED", extendedAt: begunAt })).toEqual({
    state: "failed",
    outcome: "failed",
    deadline,
    extended: true,
    code: "NOT_CLEARED",
  });
});

test("a controller hears of each status once, in order", () => {
  expect(
    reported(["resolving"], ["queued"], ["scrubbing", { begunAt }], ["verified", { begunAt }], ["completed"]),
  ).toEqual(["pending", "in_progress", "completed"]);
  expect(reported(["waiting"], ["cancelled"])).toEqual(["pending", "cancelled"]);
  expect(reported(["queued"], ["not_found"])).toEqual(["pending", "completed"]);
});

test("what failed or was held and is begun again is in progress all the time", () => {
  const begun = { begunAt };
  expect(
    reported(
      ["queued"],
      ["scrubbing", begun],
      ["failed", begun],
      ["queued", begun],
      ["scrubbing", begun],
      ["held", begun],
      ["resolving", begun],
      ["queued", begun],
      ["scrubbing", begun],
      ["partly_retained", begun],
    ),
  ).toEqual(["pending", "in_progress", "completed"]);
});

test("a callback has the status body and its own address, in the version that the request came in", () => {
  const { body = "" } = callbackBody(request("completed"), request("verified"), URL, DOMAIN) ?? {};
  expect(JSON.parse(body)).toEqual({
    controller_id: "mparticle",
    expected_completion_time: "2026-04-01T00:00:00.000Z",
    subject_request_id: "a7551968-d5d6-44b2-9831-815ac9017798",
    request_status: "completed",
    api_version: "2.0",
    extensions: {
      [DOMAIN]: { state: "completed", outcome: "erased", deadline: "2026-04-01T00:00:00.000Z" },
    },
    status_callback_url: URL,
  });
  const old = callbackBody(request("queued", { protocol: "opengdpr1" }), null, URL, DOMAIN);
  expect(JSON.parse(old?.body ?? "")).toMatchObject({ api_version: "1.0" });
});

test("requests of our own API have no OpenDSR callbacks", () => {
  expect(callbackBody(request("completed", { protocol: "v1" }), null, URL, DOMAIN)).toBeNull();
});
