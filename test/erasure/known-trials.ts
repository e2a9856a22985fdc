import { FieldTrials } from "../../src/erasure/field-trials.js";
import { fieldKey } from "../../src/erasure/subject-policy.js";
import { MOST_FIELD_NAMES, type TrialResult } from "../../src/model/field-trial.js";
import { pseudonyms } from "./erasure-harness.js";

/** What a ledger would keep of fields that aren't known, in memory. */
export class KnownFields {
  readonly results = new Map<string, TrialResult>();
  readonly names = new Set<string>();
  /** Results in the order in which they were noted. */
  readonly noted: [name: string, result: TrialResult][] = [];

  /** As a batch or a plan opens it. */
  open(): FieldTrials {
    const { results, names } = this;
    const room = MOST_FIELD_NAMES - names.size;
    return new FieldTrials(
      { results: new Map(results), names: new Set(names), room },
      (name) => fieldKey(name, pseudonyms),
      async (name, result) => {
        this.names.add(name);
        this.results.set(name, result);
        this.noted.push([name, result]);
      },
    );
  }
}
