import { isFailure } from "../../base/errors.js";
import type { FoundComeback } from "../../erasure/find-comebacks.js";
import type { AnyEpoch } from "../../keys/epoch.js";
import type { ActionDetail } from "../../audit/leaf.js";
import type { NewComeback, Suppressee } from "../../ledger/watches/comebacks.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { JobContext } from "../context.js";

/** What the log says of data that was seen again. */
export interface ComebackRecord {
  target: string | number;
  detail: ActionDetail;
}

const keyOf = ({ kind, subject }: Suppressee): string => `${kind}:${subject}`;

/**
 * What the log is to say of the people on one page: each under the pseudonym that the entry of their erasure has, so that
 * a certificate of it can't leave it out.
 */
export class ComebackRecords {
  readonly #records = new Map<string, ComebackRecord>();

  private constructor() {}

  static async of(
    found: readonly { comeback: FoundComeback; row: NewComeback }[],
    watch: Watch,
    context: Pick<JobContext, "watches" | "keyring">,
  ): Promise<ComebackRecords> {
    const records = new ComebackRecords();
    const epochs = new Map<number | null, AnyEpoch>();
    for (const { comeback, row } of found) {
      // Told when they were seen first.
      if (row.stillBack) continue;
      const { kind, erasedBy, fields } = row;
      const epoch = epochs.get(erasedBy) ?? (await epochOf(erasedBy, watch, context));
      epochs.set(erasedBy, epoch);
      const seen = { fields, seenAt: row.seenAt.toISOString(), watch: watch.id };
      const isUser = kind === "user";
      records.#records.set(keyOf(row), {
        target: isUser ? epoch.subject(comeback.user.id) : watch.id,
        detail: isUser ? { ...seen, epoch: epoch.number, runId: erasedBy } : { ...seen, kind },
      });
    }
    return records;
  }

  /** Those of the people whom the page has added. */
  among(added: readonly Suppressee[]): ComebackRecord[] {
    return added.flatMap((one) => this.#records.get(keyOf(one)) ?? []);
  }
}

/** Without the key of that time no certificate can be issued either; then the key of now does. */
async function epochOf(
  erasedBy: number | null,
  watch: Watch,
  { watches, keyring }: Pick<JobContext, "watches" | "keyring">,
): Promise<AnyEpoch> {
  const [run] = erasedBy === null ? [] : await watches.erasers([erasedBy]);
  if (run?.appId !== watch.appId) return keyring.current();
  try {
    return await keyring.of(run.epoch);
  } catch (error) {
    if (isFailure(error, "EVIDENCE_KEY_DESTROYED", "EVIDENCE_KEY_MISSING")) return keyring.current();
    throw error;
  }
}
