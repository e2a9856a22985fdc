import type { Intent } from "../ledger/runs/states.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Cipher } from "../ledger/encryption.js";
import type { User } from "../talkjs/user.js";
import { addJudgement, nameUser, type BatchUser, type Person } from "./batch-user.js";
import type { FieldTrials } from "./field-trials.js";
import { isAtRest } from "./judgement.js";
import type { Reading } from "./read-users.js";
import { blankAlready, type Settlements } from "./settlements.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** What somebody on a page of the list is recognised by, and recorded as. */
export interface Recognition {
  policy: SubjectPolicy;
  /** What is known of clearing fields that aren't. */
  trials: FieldTrials;
  cipher: Cipher;
  /** The pseudonym of a user in the worklist. */
  subjectOf: (userId: string) => string;
  /** Who a user is in the evidence. */
  personOf: (userId: string) => Person;
}

const SEEN: ReadonlySet<Intent> = new Set(["already_blank", "scrubbed_in_part"]);

/**
 * People of a batch whom the plan saw blank, as far as that goes, and of whom it keeps no ID. Where their page is read anyway, they are looked
 * at again; the others are recorded as seen when they were planned.
 */
export class SeenBlank {
  readonly #rows: Map<string, WorklistRow>;
  #returned: { user: BatchUser; reading: Reading }[] = [];

  constructor(
    rows: readonly WorklistRow[],
    private readonly by: Recognition,
    private readonly settlements: Settlements,
  ) {
    const unnamed = rows.filter(
      ({ intent, sealed }) => sealed === null && intent !== null && SEEN.has(intent),
    );
    this.#rows = new Map(unnamed.map((row) => [row.subject, row]));
  }

  /** @param page everybody on it. */
  meet(page: readonly User[], at: Date): void {
    if (this.#rows.size === 0) return;
    const { policy, trials, cipher, subjectOf, personOf } = this.by;
    for (const now of page) {
      const row = this.#rows.get(subjectOf(now.id));
      if (!row) continue;
      this.#rows.delete(row.subject);
      const judgement = policy.judge(now, trials);
      const reading = { user: now, how: "list_page", at } as const;
      if (isAtRest(judgement)) {
        this.settlements.settle({ row, person: personOf(now.id) }, blankAlready(reading, judgement.stays));
      } else {
        const user = nameUser(row, now.id, cipher, personOf);
        user.reading = reading;
        addJudgement(policy, user, judgement);
        this.#returned.push({ user, reading });
      }
    }
  }

  /** Those who hold something again; each once. */
  takeReturned(): { user: BatchUser; reading: Reading }[] {
    const returned = this.#returned;
    this.#returned = [];
    return returned;
  }
}
