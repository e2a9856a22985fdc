import { createHash } from "node:crypto";

/** The ID that `Talk.oneOnOneId` of the published client gives the conversation of two users: whoever knows both finds it. */
export function oneOnOneId(a: string, b: string): string {
  const pair = JSON.stringify([a, b].sort());
  return createHash("sha1").update(pair).digest("hex").slice(0, 20);
}
