import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { TalkJS } from "../talkjs/client.js";
import type { UserEdit } from "../talkjs/user.js";
import { splitEdit } from "./split-edit.js";

/** Ends an edit whose turn has come when it may not be sent any more. */
class HeldMeanwhileError extends Error {}

/**
 * Sends a bulk edit as long as nobody in it comes under a legal hold: a slot of the quota, or a TalkJS that is away, can
 * keep it waiting for long after the holds were looked at.
 * @param isHeld whether one of these pseudonyms is under a hold now.
 * @returns the IDs that the API refuses; null when somebody was, and only a look shows what was sent before.
 * @throws what `splitEdit` throws.
 */
export async function editUnheld(
  talkjs: TalkJS,
  people: { row: Pick<WorklistRow, "subject">; id: string; edit: UserEdit }[],
  isHeld: (subjects: string[]) => Promise<boolean>,
  signal: AbortSignal,
): Promise<Set<string> | null> {
  const subjects = people.map(({ row }) => row.subject);
  const beforeSend = async () => {
    if (await isHeld(subjects)) throw new HeldMeanwhileError();
  };
  try {
    return await splitEdit(talkjs, new Map(people.map(({ id, edit }) => [id, edit])), { signal, beforeSend });
  } catch (error) {
    if (error instanceof HeldMeanwhileError) return null;
    throw error;
  }
}
