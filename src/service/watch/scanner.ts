import {
  isStillBack,
  pageUsers,
  findComebacks,
  type FoundComeback,
  type ComebackSearch,
} from "../../erasure/find-comebacks.js";
import type { FieldTrials } from "../../erasure/field-trials.js";
import type { NewComeback, Suppressee } from "../../ledger/watches/comebacks.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { User } from "../../talkjs/user.js";
import { openTrials, type TrialContext } from "../field-trials.js";
import type { CipherContext, JobContext } from "../context.js";
import { ComebackRecords, type ComebackRecord } from "./comeback-records.js";
import { ErasurePolicies } from "./erasure-policies.js";

/** What looking for comebacks works with. */
export type ScannerContext = CipherContext &
  TrialContext &
  Pick<JobContext, "watches" | "suppression" | "holds" | "pseudonymsOf" | "keyring">;

/** Binds an encrypted user ID to its comeback. */
export const placeOf = (watchId: number, subject: string): string => `comeback:${watchId}:${subject}`;

export interface ScannedPage extends Omit<ComebackSearch, "cameBack"> {
  cameBack: NewComeback[];
  /** What the log is to say of those whom the page has added. */
  recordsOf: (added: readonly Suppressee[]) => ComebackRecord[];
}

const NOBODY: ReadonlyMap<string, number> = new Map();

/** What a watch looks with; policies are opened once. */
export class WatchScanner {
  readonly #policies: ErasurePolicies;
  #trials: FieldTrials | undefined;

  constructor(
    private readonly watch: Watch,
    private readonly context: ScannerContext,
  ) {
    this.#policies = new ErasurePolicies(context);
  }

  /** Looks at one page of users. @param readAt before they were read. */
  async scan(users: User[], readAt: Date): Promise<ScannedPage> {
    const { watch, context } = this;
    const people = pageUsers(users, context.pseudonymsOf(watch.fromApp), watch.mode === "watch");
    const list = await context.suppression.among(
      { users: people.map(({ subject }) => subject), emails: people.flatMap(({ emails }) => emails) },
      watch.fromApp,
    );
    if (list.length === 0) return { known: 0, cameBack: [], blank: [], unjudged: 0, recordsOf: () => [] };
    await this.#policies.open(list.flatMap(({ runId }) => runId ?? []));
    this.#trials ??= await openTrials(context);
    const found = findComebacks(people, list, ({ runId }) => this.#policies.of(runId), this.#trials, readAt);
    const cameBack = await this.#toRows(found, readAt);
    const seen = found.cameBack.flatMap((comeback, i) => {
      const row = cameBack[i];
      return row ? [{ comeback, row }] : [];
    });
    const records = await ComebackRecords.of(seen, watch, context);
    return { ...found, cameBack, recordsOf: (added) => records.among(added) };
  }

  /** As rows of the ledger: only whoever is to be scrubbed keeps a reference, and that is encrypted. */
  async #toRows({ cameBack }: ComebackSearch, seenAt: Date): Promise<NewComeback[]> {
    const { watch, context } = this;
    const subjectOf = ({ user, known }: FoundComeback) =>
      known.kind === "user" ? context.pseudonyms.subject(user.id) : known.subject;
    const subjects = cameBack.map(subjectOf);
    const holds = await context.holds.groundsOf(subjects, seenAt);
    // A replay is asked for by a person and doesn't wait for a plan that may never be approved.
    const underway = watch.mode === "watch" ? await context.watches.underway(subjects) : NOBODY;
    const cipher = context.encryption.ofLedger();
    return cameBack.map((comeback, i) => {
      const { user, known, fields } = comeback;
      const subject = subjects[i] ?? "";
      const held = known.kind === "user" && holds.has(subject);
      const runId = known.kind === "user" ? underway.get(subject) : undefined;
      const toScrub = !held && runId === undefined && this.#isToBeScrubbed(comeback);
      return {
        kind: known.kind,
        subject,
        seenAt,
        blankSince: known.since,
        fields,
        stillBack: watch.mode === "watch" && isStillBack(known),
        held,
        erasedBy: known.runId,
        sealed: toScrub ? cipher.encrypt(user.id, placeOf(watch.id, subject)) : null,
        runId: runId ?? null,
      };
    });
  }

  #isToBeScrubbed({ policy }: FoundComeback): boolean {
    if (!policy) return false;
    const { onComeback } = this.watch;
    return onComeback === "scrub" || (onComeback === "policy" && policy.policy.watch.comebacks === "scrub");
  }
}
