import type { Pseudonyms } from "../../audit/pseudonyms.js";
import { planErasure } from "../../policy/erasure.js";
import { exclusionOf } from "../../policy/exclusion.js";
import type { Policy } from "../../policy/policy.js";
import { readNdjson } from "../../client/read-ndjson.js";
import { UserSchema } from "../../talkjs/user.js";

/** Looks at every user of a sandbox, past the API: how many who aren't excluded still hold something? */
export async function countLeft(sandboxUrl: string, policy: Policy, pseudonyms: Pseudonyms): Promise<number> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/export`);
  if (!answer.body) throw new Error("the sandbox exported nothing");
  let left = 0;
  for await (const { type, data } of readNdjson<{ type: string; data: unknown }>(answer.body)) {
    if (type !== "user") continue;
    const user = UserSchema.parse(data);
    if (exclusionOf(user, policy, { online: new Set() })) continue;
    if (planErasure(user, policy, (id) => pseudonyms.nameCode(id)).fields.length > 0) left += 1;
  }
  return left;
}
