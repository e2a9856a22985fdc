import type { LeafContent } from "../ledger/log/leaves.js";
import type { Log } from "../ledger/log/logs.js";
import { LOG_BEGUN, type Begun } from "./begin-log.js";
import type { Finding } from "./findings.js";

/** What a log says in its first leaf that it began with, held against what follows it. */
export class Beginning {
  /** Undefined while it wasn't read, and when it can't be relied upon. */
  begun: Begun | undefined;
  #isWrong = false;

  constructor(
    private readonly log: Log,
    private readonly report: (finding: Finding) => void,
  ) {}

  /** @param isSealed whether its bytes give the hash that was sealed. */
  look(leaf: LeafContent, isSealed: boolean): void {
    if (leaf.index === 0) this.lookAtFirst(leaf, isSealed);
    else if (this.begun && leaf.index <= this.inherited) this.lookAtInherited(leaf, this.begun);
  }

  /** How many rows it inherited. */
  get inherited(): number {
    return this.begun?.inherited.reduce((sum, { rows }) => sum + rows, 0) ?? 0;
  }

  private lookAtFirst({ action }: LeafContent, isSealed: boolean): void {
    // What was changed is told as that.
    if (!isSealed || !action) return;
    const begun = action.action === LOG_BEGUN ? (action.detail as Begun | null) : null;
    if (begun?.origin === this.log.origin) this.begun = begun;
    else this.say("The log's first entry doesn't say that this log began: it is another log's, or none.");
  }

  private lookAtInherited({ index, kind, rowId }: LeafContent, { inherited }: Begun): void {
    let before = 0;
    const part = inherited.find(({ rows }) => (before += rows) >= index);
    if (part?.kind === kind && rowId <= part.lastId) return;
    this.say(`The entry at index ${index} isn't one of those that the log says it began with.`);
  }

  private say(message: string): void {
    if (this.#isWrong) return;
    this.#isWrong = true;
    this.report({ kind: "beginning", log: this.log.origin, index: 0, row: null, message });
  }
}
