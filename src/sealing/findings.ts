import { createHash } from "node:crypto";
import type { LeafKind } from "../audit/leaf.js";

/** What a verification can find. */
export type FindingKind =
  /** The row isn't what was sealed. */
  | "changed"
  /** The hash that was sealed isn't there any more; the row is as it was. */
  | "hash_changed"
  /** The row was removed. */
  | "missing"
  /** The row of one index stands at another. */
  | "swapped"
  /** Nothing, or more than one row, stands at an index; or something beyond the log's end. */
  | "place_missing"
  | "place_double"
  | "place_beyond"
  /** The first leaf doesn't say what the log began with, or what it says isn't there. */
  | "beginning"
  /** Hashes of the tree. */
  | "tile_missing"
  | "tile_changed"
  | "tile_beyond"
  /** More entries were signed than there are. */
  | "cut_off"
  /** The tree isn't the one that was signed, although each row fits its hash. */
  | "rewritten"
  /** A checkpoint that no key of this log signed, or that was changed. */
  | "checkpoint_forged"
  /** A key that nobody of us registered, or not the one that was named. */
  | "key"
  /** There is no log where there must be one. */
  | "log_missing"
  /** A row that somebody added: neither sealed nor waiting for it. */
  | "added"
  /** Something waits to be sealed that none of us wrote, or whose rows were changed meanwhile. */
  | "waiting_forged"
  | "waiting_changed"
  /** A warning: it waits for too long. */
  | "waiting_long"
  /** A warning: a log that was closed is damaged, as it was then. */
  | "closed_damaged";

/** One thing that a verification found. */
export interface Finding {
  kind: FindingKind;
  /** The name of the log. */
  log: string | null;
  index: number | null;
  /** The row, where it is known. */
  row: { kind: LeafKind; id: number } | null;
  /** A plain sentence; it names no person. */
  message: string;
}

/** Findings that leave the verdict as it is. */
export const isWarning = ({ kind }: Finding): boolean => kind === "waiting_long" || kind === "closed_damaged";

/** More of them don't help anybody. */
const MOST = 100;

/** Findings in the order in which they were made: the first of them, how many more, and a digest of all. */
export class Findings {
  readonly #first: Finding[] = [];
  readonly #digest = createHash("sha256");
  #count = 0;

  add(finding: Finding): void {
    const { kind, index, row } = finding;
    this.#digest.update(`${kind} ${index ?? "-"} ${row ? `${row.kind} ${row.id}` : "-"}\n`);
    this.#count += 1;
    if (this.#first.length < MOST) this.#first.push(finding);
  }

  /** The first hundred. */
  get first(): readonly Finding[] {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  /** Tells whether two verifications found the same: 64 hexadecimal digits. */
  digest(): string {
    return this.#digest.copy().digest("hex");
  }

  /** Says a finding again, more precisely. */
  restate(finding: Finding, change: Pick<Finding, "kind" | "message">): void {
    Object.assign(finding, change);
  }

  /** Takes over those of another, behind its own. */
  take(other: Findings): void {
    for (const finding of other.first) this.add(finding);
    this.#count += other.count - other.first.length;
  }
}
