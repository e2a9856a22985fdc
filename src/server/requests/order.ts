import { failure } from "../../base/errors.js";
import { DAY_MS, MINUTE_MS } from "../../model/time.js";
import type { RequestOrderBody } from "../../contracts/requests.js";

const SKEW_MS = 5 * MINUTE_MS;
const OLDEST_MS = 366 * DAY_MS;

/** Whom it is about, each once. */
export function identitiesOf({ userId, userIds, email, emails }: RequestOrderBody) {
  const addresses = emails ?? (email === undefined ? [] : [{ format: "raw" as const, value: email }]);
  return {
    userIds: [...new Set(userIds ?? (userId === undefined ? [] : [userId]))],
    emails: [...new Map(addresses.map((each) => [`${each.format} ${each.value}`, each])).values()],
  };
}

/** @throws 422 when it lies in the future or so far back that it can't be meant. */
export function receivedAtOf({ receivedAt }: RequestOrderBody, now: Date): Date {
  if (!receivedAt) return now;
  const age = now.getTime() - receivedAt.getTime();
  if (age < -SKEW_MS) throw refused("lies in the future");
  if (age > OLDEST_MS) throw refused("is more than a year ago");
  return receivedAt;
}

const refused = (problem: string) =>
  failure("INVALID.receivedAt", { problem }, { errors: [{ path: "receivedAt", problem }] });
