import { readablePolicy } from "../../erasure/encrypted-policy.js";
import { SubjectPolicy } from "../../erasure/subject-policy.js";
import { policyDigest } from "../../policy/digest.js";
import type { Policy } from "../../policy/policy.js";
import type { CipherContext, JobContext } from "../context.js";

/** What opening the policies of old runs works with. */
export type ErasurePoliciesContext = CipherContext & Pick<JobContext, "watches">;

/** Runs that one question to the ledger is about. */
const AT_ONCE = 500;

/**
 * The policies under which people were erased, by the run that did it, opened once. One that somebody changed, or that is
 * gone, is nobody's: its run's people can't be judged, and everybody else can.
 */
export class ErasurePolicies {
  readonly #opened = new Map<number, SubjectPolicy | undefined>();
  /** Of the many runs of one policy, that one. */
  readonly #byDigest = new Map<string, SubjectPolicy>();

  constructor(private readonly context: ErasurePoliciesContext) {}

  async open(runIds: readonly number[]): Promise<void> {
    const closed = [...new Set(runIds)].filter((id) => !this.#opened.has(id));
    const { watches, encryption } = this.context;
    for (let from = 0; from < closed.length; from += AT_ONCE) {
      const some = closed.slice(from, from + AT_ONCE);
      const runs = new Map((await watches.erasers(some)).map((run) => [run.id, run]));
      for (const id of some) {
        const run = runs.get(id);
        const policy = run && readablePolicy(run, encryption);
        this.#opened.set(id, policy && this.#shared(policy));
      }
    }
  }

  #shared(policy: Policy): SubjectPolicy {
    const digest = policyDigest(policy);
    const shared = this.#byDigest.get(digest) ?? new SubjectPolicy(policy, this.context.pseudonyms);
    this.#byDigest.set(digest, shared);
    return shared;
  }

  /** @returns undefined for one that can't be read. */
  of(runId: number | null): SubjectPolicy | undefined {
    return runId === null ? undefined : this.#opened.get(runId);
  }
}
