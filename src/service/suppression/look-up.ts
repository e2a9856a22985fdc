import type { Suppressed } from "../../ledger/watches/suppression.js";
import type { JobContext } from "../context.js";
import { subjectsOf } from "./subjects.js";

/** @returns undefined when they aren't on the list. */
export async function lookUpSuppressed(
  who: Parameters<typeof subjectsOf>[0],
  context: Pick<JobContext, "suppression" | "pseudonyms">,
): Promise<Suppressed | undefined> {
  const { kind, subjects } = subjectsOf(who, context);
  const found = await Promise.all(subjects.map((subject) => context.suppression.of(subject, kind)));
  return found.find((row) => row !== undefined);
}
