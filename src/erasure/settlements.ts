import type { RowResult } from "../ledger/runs/batches.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Outcome } from "../model/outcome.js";
import type { SubjectPolicy } from "./subject-policy.js";
import type { Cipher } from "../ledger/encryption.js";
import { blankedSoFar, isNamed, type BatchUser } from "./batch-user.js";
import type { Reading } from "./read-users.js";
import { plannedRow, settledRow, type Settled } from "./row-result.js";

const AT_REST: ReadonlySet<Outcome> = new Set(["scrubbed", "scrubbed_in_part", "already_blank"]);

export interface AtRest {
  user: Pick<BatchUser, "row" | "person">;
  id: string;
  end: Settled;
}

/** How it ended for the users of a batch, one after the other. */
export class Settlements {
  readonly #ends = new Map<string, { user: Pick<BatchUser, "row" | "person">; end: Settled }>();

  constructor(
    private readonly policy: SubjectPolicy,
    private readonly cipher: Cipher,
  ) {}

  settle(user: Pick<BatchUser, "row" | "person">, end: Settled): void {
    this.#ends.set(user.row.subject, { user, end });
  }

  has(user: Pick<BatchUser, "row">): boolean {
    return this.#ends.has(user.row.subject);
  }

  /** Those who were read back and of whom nothing can be blanked any more. */
  atRest(): AtRest[] {
    return [...this.#ends.values()].flatMap(({ user, end }) =>
      end.reading?.user && AT_REST.has(end.outcome) ? [{ user, end, id: end.reading.user.id }] : [],
    );
  }

  /** Whom nobody had to look at ends as it was planned. */
  resultOf(row: WorklistRow, attempts: number): RowResult {
    const found = this.#ends.get(row.subject);
    if (!found) {
      if (isNamed(row)) throw new Error("a user of the batch was not settled");
      return plannedRow(row, this.cipher);
    }
    const form = this.policy.policy.audit.customKeys === "names" ? "name" : "pseudonym";
    return settledRow(found.user, found.end, { attempts, form, cipher: this.cipher });
  }
}

/** Of whom nothing can be blanked any more. @param stays the fields that are still there, and that nobody knows. */
export function atRest(
  reading: Reading,
  stays: string[],
  { fields, keys }: { fields: string[]; keys: string[] },
): Settled {
  const isScrubbed = fields.length > 0;
  const outcome = stays.length > 0 ? "scrubbed_in_part" : isScrubbed ? "scrubbed" : "already_blank";
  return { outcome, reason: null, fields, keys, remaining: stays, reading };
}

/** The same, where nothing had to be blanked. */
export const blankAlready = (reading: Reading, stays: string[]): Settled =>
  atRest(reading, stays, { fields: [], keys: [] });

/** No reading: the API refuses to answer about this user, and whatever was sent, nobody has seen its effect. */
export const goneOrUnreadable = (reading: Reading | undefined): Settled =>
  reading
    ? { ...blankAlready(reading, []), outcome: "not_found" }
    : { outcome: "failed", reason: "UNREADABLE", fields: [], remaining: [] };

/** What TalkJS took and no read has shown yet stays in doubt: whoever finds it blank later records it. */
export function failure(reason: string, user: BatchUser, remaining: string[]): Settled {
  const fields = remaining.filter((field) => user.accepted.has(field));
  const inDoubt = { fields, customKeys: fields.includes("custom") ? [...user.keys] : [] };
  return { outcome: "failed", reason, remaining, ...blankedSoFar(user, remaining), inDoubt };
}
