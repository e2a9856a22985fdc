import type { Actor } from "../../src/ledger/evidence/actor.js";
import type { RequestState } from "../../src/model/request-life.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { createRequest, type RequestOrder } from "../../src/service/request/create.js";
import { until } from "../support/until.js";
import type { Site } from "./site.js";

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

export async function ask(here: Site, change: Partial<RequestOrder>): Promise<string> {
  const order = { userIds: [], emails: [], regulation: "gdpr", reason: null, protocol: "v1" } as const;
  const receivedAt = here.context.clock();
  const made = await createRequest(
    { ...order, userIds: [], emails: [], receivedAt, ...change },
    ACTOR,
    here.context,
    defaultPolicy,
  );
  return made.id;
}

export const stateOf = async (here: Site, id: string) => (await here.context.requests.get(id)).state;

export const reach = (here: Site, id: string, state: RequestState) =>
  until(`request ${state}`, async () => (await stateOf(here, id)) === state);

export const steps = async (here: Site, id: string) =>
  (await here.context.requests.details(id)).events.map(({ state }) => state);

export const runOf = (here: Site, id: string) =>
  until("a run", async () => (await here.context.requests.details(id)).subjects[0]?.runId ?? undefined);

export const hold = (here: Site, userId: string) =>
  here.context.holds.add(
    {
      subject: here.app.pseudonyms.subject(userId),
      ground: "e",
      owner: "legal",
      reason: null,
      endsAt: null,
    },
    ACTOR,
    here.context.clock(),
  );
