import type { RunSeal } from "../ledger/seal.js";

/** Where a message goes and what it says, as the ledger keeps it: sealed, and bound to its delivery. */
export interface Letter {
  url: string;
  body: string;
}

export const sealLetter = (seal: RunSeal, id: string, { url, body }: Letter): string =>
  seal.close(JSON.stringify({ url, body }), placeOf(id));

/** @throws {SEAL_BROKEN} */
export const openLetter = (seal: RunSeal, id: string, sealed: string): Letter =>
  JSON.parse(seal.open(sealed, placeOf(id))) as Letter;

const placeOf = (id: string): string => `delivery:${id}`;
