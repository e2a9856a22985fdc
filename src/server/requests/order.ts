import type { RequestOrderBody } from "../../contracts/requests.js";

/** Whom it is about, each once. */
export function identitiesOf({ userId, userIds, email, emails }: RequestOrderBody) {
  const addresses = emails ?? (email === undefined ? [] : [{ format: "raw" as const, value: email }]);
  return {
    userIds: [...new Set(userIds ?? (userId === undefined ? [] : [userId]))],
    emails: [...new Map(addresses.map((each) => [`${each.format} ${each.value}`, each])).values()],
  };
}
