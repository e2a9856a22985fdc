import { randomUUID } from "node:crypto";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { FINAL_REQUEST_STATES, type RequestState } from "../../src/model/request-lifecycle.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { createRequest, type RequestOrder } from "../../src/service/request/create.js";
import { until } from "../support/until.js";
import type { AppHarness } from "./app-harness.js";

export const ACTOR: Actor = { name: "desk", role: "operator" };

export const person = (id: string) => ({
  id,
  name: `Name of ${id}`,
  email: [`${id}@example.test`],
  phone: ["+491700000000"],
  role: "default",
  custom: null,
  pushTokens: null,
  createdAt: 1_600_000_000_000,
});

export async function submitRequest(harness: AppHarness, change: Partial<RequestOrder>): Promise<string> {
  const order = { userIds: [], emails: [], regulation: "gdpr", reason: null, protocol: "v1" } as const;
  const receivedAt = harness.context.clock();
  const made = await createRequest(
    { ...order, userIds: [], emails: [], receivedAt, policy: defaultPolicy, ...change },
    ACTOR,
    harness.context,
  );
  return made.id;
}

export const stateOf = async (harness: AppHarness, id: string) =>
  (await harness.context.requests.get(id)).state;

/** Waits until the request is in `state`; fails at once when it ends in another one. */
export const reach = (harness: AppHarness, id: string, state: RequestState) =>
  until(`request ${state}`, async () => {
    const found = await harness.context.requests.get(id);
    if (found.state === state) return true;
    if (FINAL_REQUEST_STATES.includes(found.state) && found.state !== "failed")
      throw new Error(`the request is ${found.state} (${found.code}), not ${state}`);
    return false;
  });

export const steps = async (harness: AppHarness, id: string) =>
  (await harness.context.requests.details(id)).events.map(({ state }) => state);

export const runOf = (harness: AppHarness, id: string) =>
  until("a run", async () => (await harness.context.requests.details(id)).subjects[0]?.runId ?? undefined);

export const placeHold = (harness: AppHarness, userId: string) =>
  harness.context.holds.add(
    {
      ...{ id: randomUUID(), sealed: "" },
      subject: harness.app.pseudonyms.subject(userId),
      ground: "e",
      owner: "legal",
      reason: null,
      endsAt: null,
    },
    ACTOR,
    harness.context.clock(),
  );
