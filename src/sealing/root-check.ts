import { CompactRange } from "../audit/compact-range.js";
import { HASH_BYTES } from "../audit/merkle.js";
import { agree } from "../model/words.js";
import type { Finding } from "./findings.js";
import type { Signed } from "./signed-checkpoints.js";

/**
 * Grows two trees over a log and compares both with what was signed: from the hashes that were sealed, and, once a row
 * gives another one, from what the rows give now. So it can say which of them the signatures are about.
 */
export class RootCheck {
  readonly #sealed = new CompactRange();
  #asFound: CompactRange | undefined;
  #held = 0;
  #broken = 0;
  #rowsHold = 0;

  constructor(
    private readonly origin: string,
    private readonly report: (finding: Finding, source: Signed["source"]) => void,
  ) {}

  /** Leaves so far. */
  get size(): number {
    return this.#sealed.size;
  }

  /** Over the sealed hashes. */
  get root(): Buffer {
    return this.#sealed.root();
  }

  /** Whether what was signed are the rows as they are, and not the hashes that are stored of them. */
  get rowsAreRight(): boolean {
    return this.#rowsHold > 0 && this.#broken === 0;
  }

  /** Hashes of the same leaves: sealed ones, and those that the rows give. */
  append(sealed: Buffer, found: Buffer): void {
    if (sealed.length % HASH_BYTES !== 0 || sealed.length !== found.length)
      throw new RangeError("no leaf hashes");
    if (!found.equals(sealed)) this.#asFound ??= this.#sealed.copy();
    this.#asFound?.append(found);
    this.#sealed.append(sealed);
  }

  /** Compares the tree as it is now with a checkpoint over as many leaves. */
  compare(signed: Signed): void {
    if (this.#sealed.root().equals(signed.root)) this.#held = signed.size;
    else if (this.#asFound?.root().equals(signed.root)) {
      this.#held = signed.size;
      if (signed.source === "stored") this.#rowsHold += 1;
    } else this.differs(signed);
  }

  private differs({ name, size, source }: Signed): void {
    // All later ones differ as well; those from outside the database are told each.
    if (source === "stored" && (this.#broken += 1) > 1) return;
    const held = this.#held;
    const what =
      held > 0 ? `Up to index ${held - 1} it holds; something from there to index ${size - 1}` : "Something";
    this.report(
      {
        kind: "rewritten",
        log: this.origin,
        index: held,
        row: null,
        message: `The tree over the first ${size} entries isn't the one of ${name}. ${what} was changed, moved or replaced together with its hash.`,
      },
      source,
    );
  }

  /** Tells that more was signed than there is. */
  cutOff({ name, size, source }: Omit<Signed, "root">): void {
    const lost = size - this.size;
    const last = agree(lost, "the last one was", `the last ${lost} were`);
    this.report(
      {
        kind: "cut_off",
        log: this.origin,
        index: this.size,
        row: null,
        message: `The log has ${this.size} entries, and there is ${name}: ${last} cut off.`,
      },
      source,
    );
  }
}
