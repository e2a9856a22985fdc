import { isFailure } from "../../base/errors.js";
import type { Encryption } from "../../ledger/encryption.js";
import type { Hold } from "../../ledger/holds/holds.js";
import { isRejected } from "../../talkjs/rejected.js";
import type { JobContext } from "../context.js";
import { openId } from "./kept-id.js";

export type IdentifyContext = Pick<JobContext, "holds" | "encryption" | "talkjs">;

/**
 * Asks TalkJS whether it knows the person of a hold, unless it was asked, and forgets the ID. The hold stands all the while.
 * @throws what the client throws when TalkJS can't be asked: then the ID is kept, and it is asked again.
 */
export async function identify(
  hold: Hold,
  { holds, encryption, talkjs }: IdentifyContext,
  signal: AbortSignal,
): Promise<void> {
  if (hold.identity !== "asking" || hold.sealed === null) return;
  const id = openedId(hold, hold.sealed, encryption);
  if (id === undefined) return holds.identify(hold.id, "unasked");
  const user = talkjs.lane("urgent").user(id);
  await holds.identify(hold.id, (await isThere(() => user.get({ signal }))) ? "known" : "unknown");
}

/** Undefined where somebody has changed it: nobody can ask any more. */
function openedId(hold: Hold, sealed: string, encryption: Encryption): string | undefined {
  try {
    return openId(hold, sealed, encryption);
  } catch (error) {
    if (isFailure(error, "SEAL_BROKEN")) return undefined;
    throw error;
  }
}

/** Whom TalkJS refuses to be asked about can't be one of its users. */
async function isThere(read: () => Promise<unknown>): Promise<boolean> {
  try {
    return Boolean(await read());
  } catch (error) {
    if (isRejected(error)) return false;
    throw error;
  }
}
