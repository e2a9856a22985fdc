import {
  isStillBack,
  pageUsers,
  findComebacks,
  type FoundComeback,
  type ComebackSearch,
} from "../../erasure/find-comebacks.js";
import { policyOfRun } from "../../erasure/encrypted-policy.js";
import type { FieldTrials } from "../../erasure/field-trials.js";
import { SubjectPolicy } from "../../erasure/subject-policy.js";
import type { NewComeback } from "../../ledger/watches/comebacks.js";
import type { KnownPerson } from "../../ledger/watches/suppression.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { User } from "../../talkjs/user.js";
import { openTrials, type TrialContext } from "../field-trials.js";
import type { CipherContext, JobContext } from "../context.js";

/** What looking for comebacks works with. */
export type ScannerContext = CipherContext &
  TrialContext &
  Pick<JobContext, "watches" | "suppression" | "holds" | "pseudonymsOf">;

/** Binds an encrypted user ID to its comeback. */
export const placeOf = (watchId: number, subject: string): string => `comeback:${watchId}:${subject}`;

const NOBODY: ReadonlyMap<string, number> = new Map();

/** What a watch looks with; policies are opened once. */
export class WatchScanner {
  readonly #policies = new Map<string, SubjectPolicy>();
  #trials: FieldTrials | undefined;

  constructor(
    private readonly watch: Watch,
    private readonly context: ScannerContext,
  ) {}

  /** Looks at one page of users. @param readAt before they were read. */
  async scan(
    users: User[],
    readAt: Date,
  ): Promise<{ known: number; cameBack: NewComeback[]; blank: string[] }> {
    const { watch, context } = this;
    const people = pageUsers(users, context.pseudonymsOf(watch.fromApp), watch.mode === "watch");
    const list = await context.suppression.among(
      { users: people.map(({ subject }) => subject), emails: people.flatMap(({ emails }) => emails) },
      watch.fromApp,
    );
    if (list.length === 0) return { known: 0, cameBack: [], blank: [] };
    await this.#openPolicies(list);
    this.#trials ??= await openTrials(context);
    const found = findComebacks(people, list, (known) => this.#policyOf(known), this.#trials, readAt);
    return { ...found, cameBack: await this.#toRows(found, readAt) };
  }

  async #openPolicies(list: KnownPerson[]): Promise<void> {
    for (const { policyDigest, runId } of list) {
      if (policyDigest === null || runId === null || this.#policies.has(policyDigest)) continue;
      const policy = policyOfRun(await this.context.watches.erasedBy(runId), this.context.encryption);
      this.#policies.set(policyDigest, new SubjectPolicy(policy, this.context.pseudonyms));
    }
  }

  #policyOf({ policyDigest }: KnownPerson): SubjectPolicy {
    const policy = this.#policies.get(policyDigest ?? "");
    if (!policy) throw new Error("a suppressed person's run is gone");
    return policy;
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
