import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Pseudonyms } from "../audit/pseudonyms.js";
import { planErasure } from "../policy/erasure.js";
import { exclusionOf } from "../policy/exclusion.js";
import type { Policy } from "../policy/policy.js";
import { UserSchema } from "../talkjs/user.js";

/** Looks at every user of a sandbox, past the API: how many who aren't excluded still hold something? */
export async function countLeft(sandboxUrl: string, policy: Policy, pseudonyms: Pseudonyms): Promise<number> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/export`);
  if (!answer.body) throw new Error("the sandbox exported nothing");
  const lines = createInterface({ input: Readable.fromWeb(answer.body) });
  let left = 0;
  for await (const line of lines) {
    const { type, data } = JSON.parse(line) as { type: string; data: unknown };
    if (type !== "user") continue;
    const user = UserSchema.parse(data);
    if (exclusionOf(user, policy, { online: new Set() })) continue;
    if (planErasure(user, policy, (id) => pseudonyms.nameCode(id)).fields.length > 0) left += 1;
  }
  return left;
}
