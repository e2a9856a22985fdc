import type { Hold } from "../../ledger/holds/holds.js";
import type { Encryption } from "../../ledger/encryption.js";

/** Where it belongs: put into another hold it doesn't open. */
const placeOf = ({ id, subject }: Pick<Hold, "id" | "subject">): string => `hold:${id}:${subject}`;

/** A person's ID, as a hold keeps it until TalkJS was asked. */
export const sealId = (hold: Pick<Hold, "id" | "subject">, userId: string, encryption: Encryption): string =>
  encryption.ofLedger().encrypt(userId, placeOf(hold));

/** @throws {SEAL_BROKEN} */
export const openId = (hold: Pick<Hold, "id" | "subject">, sealed: string, encryption: Encryption): string =>
  encryption.ofLedger().decrypt(sealed, placeOf(hold));
