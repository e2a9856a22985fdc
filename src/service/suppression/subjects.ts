import type { z } from "@hono/zod-openapi";
import type { WhoSchema } from "../../contracts/suppression.js";
import type { SuppressedKind } from "../../model/kinds.js";
import type { JobContext } from "../context.js";

/** Under which somebody may be on the list: an address may have been handed in as two different hashes. */
export function subjectsOf(
  { userId, email }: z.infer<typeof WhoSchema>,
  { pseudonyms }: Pick<JobContext, "pseudonyms">,
): { kind: SuppressedKind; subjects: string[] } {
  if (userId !== undefined) return { kind: "user", subjects: [pseudonyms.subject(userId)] };
  return { kind: "email", subjects: pseudonyms.emails([email ?? ""]) };
}
