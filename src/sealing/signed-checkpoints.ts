import { parseCheckpoint, type Checkpoint } from "../audit/checkpoint.js";
import { openNote } from "../audit/note.js";
import type { LogCheckpoints, StoredCheckpoint } from "../ledger/log/checkpoints.js";
import type { Log } from "../ledger/log/logs.js";
import type { Finding } from "./findings.js";
import type { LogKeys } from "./log-keys.js";

/** A checkpoint whose signature holds. */
export interface Signed {
  size: number;
  root: Buffer;
  /** Which one, such as `the kept checkpoint over 12 entries`. */
  name: string;
  /** `stored`: lies in the database, where whoever changed entries could change it too. */
  source: "stored" | "kept" | "given";
}

const PAGE = 1_000;

/** The checkpoints of one log, stored and from elsewhere, in order of size; with what is wrong about them. */
export class SignedCheckpoints {
  readonly #apart: Signed[] = [];
  #waiting: StoredCheckpoint[] = [];
  #read = -1;
  /** How many of the stored ones were looked at. */
  stored = 0;
  /** The largest of the stored ones whose signature holds. */
  newest: { size: number; at: Date } | undefined;
  /** Whether that one is signed by a key that the caller named. */
  newestIsPinned = false;

  constructor(
    private readonly log: Log,
    private readonly keys: LogKeys,
    private readonly report: (finding: Finding, source: Signed["source"]) => void,
  ) {}

  /** Adds one that lies outside the database. */
  add(note: string, source: "kept" | "given"): void {
    const what =
      source === "kept" ? "the checkpoint kept in the data folder" : "the checkpoint that you gave";
    const opened = this.open(note, what, source);
    if (!opened) return;
    const { size, root } = opened.checkpoint;
    const name = `${what} over ${size} entries`;
    this.#apart.push({ size, root, name, source });
    this.#apart.sort((one, other) => one.size - other.size);
  }

  /** Those over less than so many leaves that weren't told yet, in order of size. */
  async *below(end: number, checkpoints: LogCheckpoints): AsyncGenerator<Signed> {
    for (;;) {
      const stored = await this.nextStored(end, checkpoints);
      const apart = this.#apart[0];
      const isApartNext = apart && apart.size < end && (!stored || apart.size <= stored.size);
      if (isApartNext) {
        this.#apart.shift();
        yield apart;
        continue;
      }
      if (!stored) return;
      this.#waiting.shift();
      const signed = this.verified(stored);
      if (signed) yield signed;
    }
  }

  private async nextStored(end: number, checkpoints: LogCheckpoints): Promise<StoredCheckpoint | undefined> {
    if (this.#waiting.length === 0) {
      const page = await checkpoints.page(this.log.id, this.#read, PAGE);
      // Those that are signed meanwhile are over more than is being looked at.
      this.#waiting = page.filter(({ size }) => size < end);
      this.#read = this.#waiting.at(-1)?.size ?? this.#read;
    }
    const [next] = this.#waiting;
    return next && next.size < end ? next : undefined;
  }

  private verified({ size, at, note }: StoredCheckpoint): Signed | undefined {
    this.stored += 1;
    const what = `the stored checkpoint over ${size} entries`;
    const opened = this.open(note, what, "stored");
    if (!opened) return undefined;
    if (opened.checkpoint.size !== size) {
      this.forged(`${what} is one over ${opened.checkpoint.size}: it was put in another's place`, "stored");
      return undefined;
    }
    this.newest = { size, at };
    this.newestIsPinned = opened.isPinned;
    return { size, root: opened.checkpoint.root, name: what, source: "stored" };
  }

  private open(
    note: string,
    what: string,
    source: Signed["source"],
  ): { checkpoint: Checkpoint; isPinned: boolean } | undefined {
    try {
      const { text, signedBy } = openNote(note, this.keys.trusted);
      const checkpoint = parseCheckpoint(text);
      if (checkpoint.origin === this.log.origin) {
        const isPinned = signedBy.some(({ keyId }) => this.keys.pinned.some((key) => key.keyId === keyId));
        return { checkpoint, isPinned };
      }
      this.forged(`${what} is one of another log`, source);
    } catch {
      this.forged(`${what} isn't signed by a key of this log: it was changed or forged`, source);
    }
    return undefined;
  }

  private forged(problem: string, source: Signed["source"]): void {
    const message = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
    this.report({ kind: "checkpoint_forged", log: this.log.origin, index: null, row: null, message }, source);
  }
}
