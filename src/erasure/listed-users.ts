import { isUnreadable } from "../talkjs/rejected.js";
import type { AnyEpoch } from "../keys/epoch.js";
import type { Cipher } from "../ledger/encryption.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User } from "../talkjs/user.js";
import type { Draft } from "./plan-user.js";
import { decryptUser } from "./encrypted-user.js";

/** What reading users who were listed by ID gave: who was found, and how it ended for the others. */
export interface ListedUsers {
  found: User[];
  settled: Draft[];
}

interface ListedReading {
  cipher: Cipher;
  epoch: AnyEpoch;
  clock: () => Date;
  signal: AbortSignal;
}

/** Reads users who were listed by ID, one request each. @throws what the client throws when the API can't be reached. */
export async function readListed(
  talkjs: TalkJS,
  rows: WorklistRow[],
  { cipher, epoch, clock, signal }: ListedReading,
): Promise<ListedUsers> {
  const found: User[] = [];
  const settled: Draft[] = [];
  await Promise.all(
    rows.map(async ({ subject, sealed }) => {
      const { id } = decryptUser(cipher, subject, sealed ?? "");
      const nothing = {
        subject,
        ...epoch.personOf(id),
        fields: [],
        customKeys: [],
        remaining: [],
        clears: [],
        contactLike: null,
        keyCount: 0,
        readAt: clock(),
      };
      try {
        const user = await talkjs.user(id).get({ signal });
        if (user) found.push(user);
        else settled.push({ ...nothing, intent: "not_found", reason: null, sealed });
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        // As of everybody who was named, the reference stays: they are read again when the plan is applied, or retried.
        settled.push({ ...nothing, intent: "failed", reason: error.code, sealed });
      }
    }),
  );
  return { found, settled };
}
