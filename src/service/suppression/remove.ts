import type { JobContext } from "../context.js";
import { subjectsOf } from "./subjects.js";

/** Takes somebody off the list: a person who may be there again. @returns whether they were on it. */
export async function removeSuppressed(
  who: Parameters<typeof subjectsOf>[0],
  context: Pick<JobContext, "suppression" | "pseudonyms">,
): Promise<boolean> {
  const { kind, subjects } = subjectsOf(who, context);
  const removed = await Promise.all(subjects.map((subject) => context.suppression.remove(subject, kind)));
  return removed.includes(true);
}
