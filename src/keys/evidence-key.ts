import { createHmac } from "node:crypto";

/** Tells whether two processes hold the same evidence key without telling the key: 32 hexadecimal digits. */
export function evidenceKeyCheck(key: Buffer): string {
  return createHmac("sha256", key).update("scrubjay/evidence-key-check/v1").digest("hex").slice(0, 32);
}
