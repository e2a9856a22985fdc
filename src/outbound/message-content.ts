import type { Cipher } from "../ledger/encryption.js";

/** Where a message goes and what it says, as the ledger keeps it: encrypted, and bound to its delivery. */
export interface MessageContent {
  url: string;
  body: string;
}

export const encryptContent = (cipher: Cipher, id: string, { url, body }: MessageContent): string =>
  cipher.encrypt(JSON.stringify({ url, body }), placeOf(id));

/** @throws {SEAL_BROKEN} */
export const decryptContent = (cipher: Cipher, id: string, encrypted: string): MessageContent =>
  JSON.parse(cipher.decrypt(encrypted, placeOf(id))) as MessageContent;

const placeOf = (id: string): string => `delivery:${id}`;
