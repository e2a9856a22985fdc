import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../base/errors.js";
import type { IssuingContext } from "./issuing-context.js";
import { proveRows, type Proven, type RecordedRow } from "./prove.js";

const PATIENCE_MS = 15_000;
const POLL_MS = 200;

/**
 * Proofs of rows as soon as all of them are sealed. Another process may be the one that seals: it does within seconds.
 * @throws {CERTIFICATE_NOT_SEALED} when it didn't, and what `proveRows` throws.
 */
export async function provenRows(
  rows: readonly RecordedRow[],
  { log, seal, patience = PATIENCE_MS }: Pick<IssuingContext, "log" | "seal" | "patience">,
): Promise<Proven> {
  const deadline = performance.now() + patience;
  for (let isFirst = true; ; isFirst = false) {
    const found = await proveRows(rows, log);
    if (found) return found;
    if (performance.now() > deadline) throw failure("CERTIFICATE_NOT_SEALED");
    if (!isFirst) await sleep(POLL_MS);
    await seal?.();
  }
}
