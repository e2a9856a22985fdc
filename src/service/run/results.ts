import type { PersonResult } from "../../ledger/runs/results.js";
import type { JobContext } from "../context.js";

/**
 * How a run went for each of these users, in their order. Their IDs are turned into pseudonyms and stored nowhere.
 * @throws {RUN_NOT_FOUND | EVIDENCE_KEY_MISSING | EVIDENCE_KEY_DESTROYED}
 */
export async function resultsForUsers(
  runId: number,
  userIds: readonly string[],
  { runs, keyring, pseudonyms, worklist }: Pick<JobContext, "runs" | "keyring" | "pseudonyms" | "worklist">,
): Promise<PersonResult[]> {
  const run = await runs.get(runId);
  const epoch = await keyring.of(run.epoch);
  const people = userIds.map((id) => ({ subject: pseudonyms.subject(id), evidence: epoch.subject(id) }));
  return worklist.results(runId, people);
}
