import { failure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Request } from "../../ledger/requests/requests.js";
import { DAY_MS, MINUTE_MS } from "../../model/time.js";
import { policyNamed, type PolicyContext } from "../policy/policy-field.js";
import { createRequest, type RequestOrder, type RequestContext } from "./create.js";

const SKEW_MS = 5 * MINUTE_MS;
const OLDEST_MS = 366 * DAY_MS;

export interface AskedRequest extends Omit<RequestOrder, "receivedAt" | "policy" | "protocol"> {
  /** The app that is meant. @default this one */
  app: string | undefined;
  /** @default now */
  receivedAt: Date | undefined;
  /** The name of a policy. @default the one for erasure requests */
  policy: string | undefined;
}

/**
 * Takes an erasure request in that somebody has handed in.
 * @throws {UNKNOWN_APP | UNKNOWN_POLICY}
 * @throws {INVALID.receivedAt} when it lies in the future or so far back that it can't be meant.
 */
export async function orderRequest(
  { app, receivedAt, policy, ...asked }: AskedRequest,
  actor: Actor,
  context: RequestContext & PolicyContext,
): Promise<Request> {
  const { appId, policies } = context;
  if (app !== undefined && app !== appId) throw failure("UNKNOWN_APP");
  const order = {
    ...asked,
    receivedAt: receivedAtOf(receivedAt, context.clock()),
    policy: policy === undefined ? policies.erasure : policyNamed(policy, policies),
    protocol: "v1" as const,
  };
  return createRequest(order, actor, context);
}

function receivedAtOf(receivedAt: Date | undefined, now: Date): Date {
  if (!receivedAt) return now;
  const age = now.getTime() - receivedAt.getTime();
  if (age < -SKEW_MS) throw refused("lies in the future");
  if (age > OLDEST_MS) throw refused("is more than a year ago");
  return receivedAt;
}

const refused = (problem: string) =>
  failure("INVALID.receivedAt", { problem }, { errors: [{ path: "receivedAt", problem }] });
