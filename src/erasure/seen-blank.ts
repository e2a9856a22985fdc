import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Cipher } from "../ledger/encryption.js";
import type { User } from "../talkjs/user.js";
import { addErasure, nameUser, type BatchUser, type Person } from "./batch-user.js";
import type { Reading } from "./read-users.js";
import { blankAlready, type Settlements } from "./settlements.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** What somebody on a page of the list is recognised by, and recorded as. */
export interface Recognition {
  policy: SubjectPolicy;
  cipher: Cipher;
  /** The pseudonym of a user in the worklist. */
  subjectOf: (userId: string) => string;
  /** Who a user is in the evidence. */
  personOf: (userId: string) => Person;
}

/**
 * People of a batch whom the plan saw blank, and of whom it keeps no ID. Where their page is read anyway, they are looked
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
    const unnamed = rows.filter(({ intent, sealed }) => intent === "already_blank" && sealed === null);
    this.#rows = new Map(unnamed.map((row) => [row.subject, row]));
  }

  /** @param page everybody on it. */
  meet(page: readonly User[], at: Date): void {
    if (this.#rows.size === 0) return;
    const { policy, cipher, subjectOf, personOf } = this.by;
    for (const now of page) {
      const row = this.#rows.get(subjectOf(now.id));
      if (!row) continue;
      this.#rows.delete(row.subject);
      const erasure = policy.erasureOf(now);
      const reading = { user: now, how: "list_page", at } as const;
      if (erasure.fields.length === 0) {
        this.settlements.settle({ row, person: personOf(now.id) }, blankAlready(reading));
      } else {
        const user = nameUser(row, now.id, cipher, personOf);
        addErasure(policy, user, erasure);
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
