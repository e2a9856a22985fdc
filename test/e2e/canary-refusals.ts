import { expect } from "vitest";
import { byId, orderOf, policyFor, type ScenarioContext } from "./canary-scenarios.js";
import type { Call } from "./recorded-service.js";
import { CANARY } from "./traces.js";

/** Short and plain, as an ID or a name of ours could be. */
const PLAIN = `${CANARY}-7`;
const ADDRESS = `${CANARY}@example.test`;
const ENCODED = encodeURIComponent(`a/${ADDRESS}`);
const SPILL = { [CANARY]: CANARY };
/** Of our form, and nothing's. */
export const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";

/** Places in addresses where an ID belongs. */
const places = (segment: string): string[] => [
  `GET /v1/requests/${segment}`,
  ...["cancel", "retry", "extend"].map((step) => `POST /v1/requests/${segment}/${step}`),
  `POST /v1/holds/${segment}/lift`,
  `POST /v1/deliveries/${segment}/retry`,
  ...["approve", "cancel", "pause", "resume", "retry"].map((step) => `POST /v1/runs/${segment}/${step}`),
  `POST /v1/watches/${segment}/cancel`,
  `DELETE /v1/schedules/${segment}`,
  `POST /v1/schedules/${segment}/run`,
  `POST /v1/tokens/${segment}/revoke`,
  `GET /opendsr/v2/requests/${segment}`,
  `DELETE /opendsr/v2/requests/${segment}`,
  `DELETE /v1/opengdpr_requests/${segment}`,
  `GET /v1/${segment}`,
  `GET /${segment}`,
  `PUT /v1/requests/${segment}`,
];

const QUERIES = ["requests", "runs", "holds", "deliveries", "suppression", "watches", "comebacks"].map(
  (list) => `GET /v1/${list}?${CANARY}=${ENCODED}&state=${PLAIN}&cursor=${PLAIN}&limit=${PLAIN}`,
);

const bodies = (callbackUrl: string): [line: string, body: unknown][] => {
  const order = orderOf([byId("id")], callbackUrl);
  const run = { policy: policyFor("sweep"), kind: "sweep" };
  const schedule = { name: "x", cron: "0 3 * * *", timeZone: "UTC", policy: policyFor("sweep") };
  return [
    ["POST /v1/requests", `{"userId": "${ADDRESS}`],
    ["POST /v1/requests", SPILL],
    ["POST /v1/requests", { userId: { ...SPILL } }],
    ["POST /v1/requests", { userId: `${CANARY}\0` }],
    ["POST /v1/requests", { userId: "x", emails: [{ format: "raw", value: CANARY, ...SPILL }] }],
    ["POST /v1/requests", { email: `${CANARY} at example.test` }],
    ["POST /v1/requests", { userId: "x", reason: `of ${ADDRESS}` }],
    ["POST /v1/requests", { userId: ADDRESS, policy: PLAIN }],
    ["POST /v1/requests", { userId: ADDRESS, app: PLAIN }],
    ["POST /v1/requests", { userId: ADDRESS, regulation: CANARY, receivedAt: CANARY }],
    [`POST /v1/requests/${NOBODYS_ID}/extend`, { reason: ADDRESS }],
    ["POST /v1/holds", { userId: ADDRESS, ground: CANARY, owner: ADDRESS, ...SPILL }],
    ["POST /v1/runs", { ...run, ...SPILL }],
    ["POST /v1/runs", { ...run, policy: PLAIN }],
    ["POST /v1/runs", { ...run, policy: { ...run.policy, ...SPILL } }],
    ["POST /v1/runs", { ...run, policy: { ...run.policy, select: { custom: SPILL, roles: CANARY } } }],
    ["POST /v1/runs", { ...run, policy: { ...run.policy, scrub: { name: { replace: ADDRESS }, ...SPILL } } }],
    ["POST /v1/runs", { ...run, userIds: [ADDRESS, { ...SPILL }] }],
    ["POST /v1/watches", { mode: "replay", fromApp: PLAIN, apply: true }],
    ["POST /v1/watches", { mode: CANARY, ...SPILL }],
    ["POST /v1/schedules", { ...schedule, name: ADDRESS }],
    ["POST /v1/schedules", { ...schedule, cron: CANARY, timeZone: CANARY }],
    ["POST /v1/schedules", { ...schedule, policy: PLAIN }],
    ["POST /v1/suppression/lookup", { email: CANARY, userId: CANARY }],
    ["POST /v1/suppression/remove", SPILL],
    ["POST /v1/audit/lookup", SPILL],
    ["POST /v1/tokens", { name: ADDRESS, role: CANARY }],
    ["POST /opendsr/v2/requests", { ...order, subject_request_id: PLAIN }],
    ["POST /opendsr/v2/requests", { ...order, ...SPILL }],
    ["POST /opendsr/v2/requests", { ...order, extensions: { "erasure.example.com": SPILL } }],
    ["POST /opendsr/v2/requests", { ...order, status_callback_urls: [`https://${CANARY}.example.test/x`] }],
    ["POST /opendsr/v2/requests", { ...order, status_callback_urls: [CANARY] }],
    [
      "POST /opendsr/v2/requests",
      {
        ...order,
        subject_identities: [
          { identity_type: CANARY, identity_value: ADDRESS, identity_format: CANARY },
          { identity_type: "email", identity_value: CANARY, identity_format: "raw", ...SPILL },
        ],
      },
    ],
    ["POST /v1/opengdpr_requests", { ...order, submitted_time: CANARY }],
  ];
};

const HEADERS: Record<string, string>[] = [
  { "idempotency-key": CANARY.repeat(20) },
  { "content-type": `text/${CANARY}` },
  { "user-agent": ADDRESS, cookie: `${CANARY}=${CANARY}`, referer: `https://example.test/${CANARY}` },
  { "x-forwarded-for": CANARY, traceparent: CANARY, "x-request-id": CANARY, [`x-${CANARY}`]: CANARY },
];

const basic = `Basic ${Buffer.from(`${CANARY}:${CANARY}`).toString("base64")}`;
/** The service counts these and soon listens no more: few of them. */
const STRANGERS: Record<string, string>[] = [
  { authorization: `Bearer ${CANARY}` },
  { authorization: `Bearer sj_${CANARY}_${CANARY}` },
  { authorization: basic },
  {},
];

/** Calls that may not be, or aren't what they should be, with the canary in every place that a caller has. */
export async function refusals({ service, controller }: ScenarioContext): Promise<void> {
  const refuse = async (line: string, call?: Call) => {
    const { status, text } = await service.call(line, call);
    expect(status, `${line}: ${text}`).toBeGreaterThanOrEqual(400);
    expect(status, `${line}: ${text}`).toBeLessThan(500);
  };
  const { officer, auditor } = service.tokens;
  for (const token of [officer, auditor]) {
    for (const line of [...places(PLAIN), ...places(ENCODED), ...QUERIES]) await refuse(line, { token });
    for (const [line, body] of bodies(controller.secretUrl)) await refuse(line, { token, body });
    const lines = [{ policy: policyFor("sweep"), kind: "sweep" }, CANARY, SPILL].map((it) =>
      JSON.stringify(it),
    );
    const headers = { "content-type": "application/x-ndjson" };
    await refuse("POST /v1/runs", { token, headers, body: lines.join("\n") });
    await refuse("POST /v1/runs", { token, headers, body: `${lines[0]}\n"${ADDRESS}` });
    for (const headers of HEADERS)
      await refuse("POST /v1/requests", { token, headers, body: { userId: ADDRESS, ...SPILL } });
  }
  for (const headers of STRANGERS)
    await refuse("POST /v1/requests", { token: null, headers, body: { userId: ADDRESS } });
  // The same key with another body.
  const headers = { "idempotency-key": `${CANARY} id` };
  await refuse("POST /v1/requests", { headers, body: { userId: ADDRESS } });
}
