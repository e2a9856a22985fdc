import { HASH_BYTES } from "../audit/merkle.js";
import { TILE_WIDTH, tilesOf } from "../audit/tile.js";
import type { LogCheckpoints } from "../ledger/log/checkpoints.js";
import type { LeafContent, LogLeaves } from "../ledger/log/leaves.js";
import type { LogReview } from "../ledger/log/review.js";
import type { Log } from "../ledger/log/logs.js";
import type { Beginning } from "./beginning.js";
import type { Finding, Findings } from "./findings.js";
import { hashOf, nameOf } from "./row-check.js";
import { RootCheck } from "./root-check.js";
import { sealedPage, type SealedPage } from "./sealed-page.js";
import type { Signed, SignedCheckpoints } from "./signed-checkpoints.js";
import { UpperTiles } from "./upper-tiles.js";

/** Of what a pass reads: through the database, or through a transaction that shows one moment. */
export interface PassReads {
  leaves: LogLeaves;
  review: LogReview;
  checkpoints: LogCheckpoints;
}

export interface PassParts {
  beginning: Beginning;
  checkpoints: SignedCheckpoints;
  /** Of what is in the database. */
  findings: Findings;
  report: (finding: Finding, source: Signed["source"]) => void;
}

/** Leaves that are read at once: whole tiles, and a few megabytes. */
export const PASS_PAGE = 16 * TILE_WIDTH;
/** Of what lies beyond the end, so many are told. */
const STRAYS = 10;

/** Leaves and what was sealed of them: from, to before. */
interface Page {
  from: number;
  to: number;
  sealed: SealedPage;
  leaves: LeafContent[];
}
const noHashes: SealedPage = { at: () => undefined, gaps: [] };

/** A row that gives another hash than was sealed. */
interface Mismatch {
  finding: Finding;
  /** How the finding calls the row. */
  name: string;
  hash: Buffer | undefined;
  index: number;
}

/** One way through a log from its first leaf on, in flat memory. */
export class LogPass {
  readonly #roots: RootCheck;
  readonly #mismatches: Mismatch[] = [];

  private constructor(
    private readonly log: Log,
    private readonly parts: PassParts,
    private readonly upper: UpperTiles,
  ) {
    this.#roots = new RootCheck(log.origin, parts.report);
  }

  static async begin(log: Log, parts: PassParts): Promise<LogPass> {
    return new LogPass(log, parts, await UpperTiles.begin(log));
  }

  /** How many leaves were read. */
  get at(): number {
    return this.#roots.size;
  }

  /** Over the sealed hashes that were read. */
  get root(): Buffer {
    return this.#roots.root;
  }

  /**
   * Reads on up to before an index. These leaves must be there for good.
   * @param to a multiple of 256, unless it is the last time.
   * @param onPage called now and then; what it throws ends the reading.
   */
  async read(to: number, reads: PassReads, onPage: () => void): Promise<void> {
    // The database works on the next page while one is hashed.
    const begin = (from: number) => {
      const page = this.fetch(from, to, reads);
      // Whoever awaits it is told; nobody does when the reading ends before.
      page.catch(() => undefined);
      return page;
    };
    let next = begin(this.at);
    while (this.at < to) {
      onPage();
      const page = await next;
      next = begin(page.to);
      await this.take(page, reads);
    }
  }

  private async fetch(from: number, end: number, { leaves, review }: PassReads): Promise<Page> {
    const to = Math.min(from + PASS_PAGE, end);
    if (from === to) return { from, to, sealed: noHashes, leaves: [] };
    const sealed = await sealedPage(review, this.log.id, from, to);
    return { from, to, sealed, leaves: await leaves.page(this.log.id, from, to - from) };
  }

  private async take(page: Page, reads: PassReads): Promise<void> {
    const { from, to } = page;
    for (const [start, end] of page.sealed.gaps)
      this.report("tile_missing", start, `The sealed hashes of index ${start} to ${end - 1} are gone.`);
    const { sealed, found } = this.compare(page);
    const advance = (end: number) => {
      const [start, stop] = [(this.at - from) * HASH_BYTES, (end - from) * HASH_BYTES];
      this.#roots.append(sealed.subarray(start, stop), found.subarray(start, stop));
    };
    // Over exactly so many there could be one that isn't signed yet.
    for await (const signed of this.parts.checkpoints.below(to, reads.checkpoints)) {
      advance(signed.size);
      this.#roots.compare(signed);
    }
    advance(to);
    await this.upper.append(sealed, reads.review);
  }

  /** Compares every row with its sealed hash, and puts both hashes one after the other. */
  private compare({ from, to, sealed: expectedAt, leaves }: Page): { sealed: Buffer; found: Buffer } {
    const sealed = Buffer.alloc((to - from) * HASH_BYTES);
    const found = Buffer.alloc(sealed.length);
    let next = 0;
    let gapFrom: number | undefined;
    for (let index = from; index < to; index++) {
      const leaf = leaves[next]?.index === index ? leaves[next++] : undefined;
      while (leaves[next]?.index === index) this.isDouble(leaves[next++]);
      if (!leaf) gapFrom ??= index;
      else if (gapFrom !== undefined) gapFrom = this.hasGap(gapFrom, index);
      const expected = expectedAt.at(index);
      const hash = leaf && hashOf(leaf);
      if (leaf) this.compareLeaf(leaf, expected, hash);
      const offset = (index - from) * HASH_BYTES;
      (expected ?? hash)?.copy(sealed, offset);
      (hash ?? expected)?.copy(found, offset);
    }
    if (gapFrom !== undefined) this.hasGap(gapFrom, to);
    return { sealed, found };
  }

  private compareLeaf(leaf: LeafContent, expected: Buffer | undefined, hash: Buffer | undefined): void {
    const { index } = leaf;
    const isSealed = expected !== undefined && hash?.equals(expected) === true;
    this.parts.beginning.look(leaf, isSealed);
    // Where the sealed hash is gone, that is told already.
    if (isSealed || (hash && !expected)) return;
    const name = nameOf(leaf);
    const isThere = leaf.entry !== undefined || leaf.action !== undefined;
    const finding = this.reportLeaf(
      leaf,
      isThere ? "changed" : "missing",
      isThere
        ? `${name} (index ${index}) was changed: its bytes don't give the hash that was sealed.`
        : `${name} (index ${index}) was removed: it was sealed, and its row isn't there.`,
    );
    if (isThere && this.parts.findings.first.includes(finding))
      this.#mismatches.push({ finding, name, hash, index });
  }

  private hasGap(from: number, to: number): undefined {
    const where = to - from === 1 ? `at index ${from}` : `at index ${from} to ${to - 1}`;
    this.report("place_missing", from, `Nothing says any more which row is ${where}.`);
  }

  private isDouble(leaf: LeafContent | undefined): void {
    if (leaf)
      this.reportLeaf(
        leaf,
        "place_double",
        `${nameOf(leaf)} was put at index ${leaf.index} beside another row.`,
      );
  }

  /**
   * Looks at the end of the log, when all of it was read.
   * @param size the log's, by its own word.
   */
  async finish(size: number, reads: PassReads): Promise<void> {
    const { review } = reads;
    await this.upper.end(review);
    if (size > this.at)
      this.#roots.cutOff({ name: `the ledger's own count of ${size}`, size, source: "stored" });
    await this.compareRest(reads);
    await this.explain(review);
    for (const { level, index } of await review.strayTiles(this.log.id, tilesOf(this.at), STRAYS))
      this.report(
        "tile_beyond",
        null,
        `Hashes are stored that a log of ${this.at} entries doesn't have (tile ${index} of level ${level}).`,
      );
    for (const { index, kind, rowId } of await review.strayPlaces(this.log.id, this.at, STRAYS)) {
      const message = `The log says that it has ${this.at} entries, and something is at index ${index} too.`;
      this.parts.findings.add({
        kind: "place_beyond",
        log: this.log.origin,
        index,
        row: { kind, id: rowId },
        message,
      });
    }
  }

  /** What was signed over all that is there, and over more. */
  private async compareRest({ checkpoints }: PassReads): Promise<void> {
    let largest: Signed | undefined;
    for await (const signed of this.parts.checkpoints.below(Infinity, checkpoints)) {
      if (signed.size <= this.at) this.#roots.compare(signed);
      else if (signed.source === "stored") largest = signed;
      else this.#roots.cutOff(signed);
    }
    if (largest) this.#roots.cutOff(largest);
  }

  /** Says of what was found changed whether it was moved, or whether it was its hash that was changed. */
  private async explain(review: LogReview): Promise<void> {
    const { findings } = this.parts;
    const { rowsAreRight } = this.#roots;
    const hashes = rowsAreRight ? [] : this.#mismatches.flatMap(({ hash }) => hash ?? []);
    const elsewhere = await review.whereSealed(this.log.id, hashes);
    for (const { finding, name, hash, index } of this.#mismatches) {
      const other = hash && elsewhere.get(hash.toString("hex"));
      if (rowsAreRight)
        findings.restate(finding, {
          kind: "hash_changed",
          message: `The sealed hash of index ${index} was changed; ${name}, which is there, is as it was signed.`,
        });
      else if (other !== undefined)
        findings.restate(finding, {
          kind: "swapped",
          message: `${name} stands at index ${index}, and it was sealed at index ${other}: somebody moved it.`,
        });
    }
    for (const { finding, from, to } of this.upper.findings) {
      const isExplained = rowsAreRight && this.#mismatches.some(({ index }) => index >= from && index < to);
      if (!isExplained) findings.add(finding);
    }
  }

  private reportLeaf({ index, kind, rowId }: LeafContent, what: Finding["kind"], message: string): Finding {
    const finding: Finding = { kind: what, log: this.log.origin, index, row: { kind, id: rowId }, message };
    this.parts.findings.add(finding);
    return finding;
  }

  private report(kind: Finding["kind"], index: number | null, message: string): void {
    this.parts.findings.add({ kind, log: this.log.origin, index, row: null, message });
  }
}
