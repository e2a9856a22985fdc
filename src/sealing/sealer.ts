import { failure, isFailure } from "../base/errors.js";
import { Tree } from "../audit/tree.js";
import { signCheckpoint } from "../audit/checkpoint.js";
import { isRefusedBy, type Executor } from "../ledger/database.js";
import type { InboxBundle } from "../ledger/log/inbox.js";
import type { Fence, Log } from "../ledger/log/logs.js";
import type { Appendix } from "./appendix.js";
import { beginLog } from "./begin-log.js";
import { checkLog } from "./check-log.js";
import { inheritedRows } from "./inherited.js";
import { tilesOf, type LogContext } from "./log-context.js";

/** A sealer that stands still for so long may be replaced; the fence keeps it from writing afterwards. */
const LEASE_MS = 10_000;
/** Bundles for one transaction; a bundle is one action or up to a thousand entries. */
const BUNDLES = 100;
/** While there is always something new, a checkpoint is signed this often. */
const CHECKPOINT_MS = 2_000;
/** One pass lasts at most so long, then others get a turn. */
const PASS_MS = 5_000;

/** The tree as this process left it, good for as long as nobody else has written. */
interface KeptTree {
  fence: Fence;
  tree: Tree;
}

/**
 * Gives what was written its place in the log: index, hashes, checkpoint. One process at a time, whoever takes over the
 * log's row; each step is one transaction that only the holder of the newest fence can commit, so a process that was
 * suspended writes nothing late. Killed anywhere, it leaves a whole tree and an inbox with the rest.
 */
export class Sealer {
  #keptTree: KeptTree | undefined;
  #running: Promise<number> | undefined;
  #refused = 0;

  readonly #leaseMs: number;

  /** @param options `leaseMs`: how long the log is kept from others without a sign of life. @default 10 s */
  constructor(
    private readonly context: LogContext,
    { leaseMs = LEASE_MS }: { leaseMs?: number } = {},
  ) {
    this.#leaseMs = leaseMs;
  }

  /**
   * Seals what there is and signs it. Does nothing while another process seals.
   * @returns how many entries and actions it sealed.
   * @throws {LOG_BROKEN | SIGNING_KEY_OTHER | LOG_ORIGIN}
   */
  async seal(signal?: AbortSignal): Promise<number> {
    // Of one process too there is only one at a time.
    return (this.#running ??= this.pass(signal).finally(() => (this.#running = undefined)));
  }

  private async pass(signal: AbortSignal | undefined): Promise<number> {
    const found = await this.context.logs.find();
    if (found && !(await this.hasWork(found))) return 0;
    if (!found) await beginLog(this.context);
    const log = await this.context.logs.takeOver(this.#leaseMs);
    if (!log) return 0;
    try {
      return await this.work(log, signal);
    } catch (error) {
      this.#keptTree = undefined;
      if (isFailure(error, "LOG_FENCED_OFF")) return 0;
      throw error;
    } finally {
      await this.context.logs.release(log);
    }
  }

  private async hasWork(log: Log): Promise<boolean> {
    if (!(await this.context.inbox.isEmpty())) return true;
    const latest = await this.context.checkpoints.latest(log.id);
    return (latest?.size ?? 0) < log.size;
  }

  private async work(log: Log, signal: AbortSignal | undefined): Promise<number> {
    const before = log.size;
    let tree = this.#kept(log) ?? (await this.load(log));
    const deadline = performance.now() + PASS_MS;
    let signedAt = performance.now();
    for (;;) {
      const bundles = await this.context.inbox.next(BUNDLES);
      try {
        if (bundles.length > 0)
          await this.append(log, tree, this.authentic(bundles, await this.refusals(bundles)));
      } catch (error) {
        if (!isRefusedBy("one_leaf_a_row", error) || !(await this.refuseRepeated(bundles))) throw error;
        // In memory it has gone on already.
        tree = await this.load(log);
        continue;
      }
      const isLast = bundles.length < BUNDLES || performance.now() > deadline || signal?.aborted === true;
      if (isLast || performance.now() - signedAt > CHECKPOINT_MS) {
        await this.sign(log, tree);
        signedAt = performance.now();
      }
      if (isLast) break;
    }
    this.#keptTree = { fence: log, tree };
    const sealed = tree.size - before;
    if (sealed > 0) this.context.telemetry.emit("log.sealed", { entries: sealed, size: tree.size });
    return sealed;
  }

  /** The tree goes on from this process's memory only if nobody has written since. */
  #kept(log: Log): Tree | undefined {
    const kept = this.#keptTree;
    this.#keptTree = undefined;
    const isNext = kept?.fence.id === log.id && kept.fence.fence === log.fence - 1;
    return isNext && kept.tree.size === log.size ? kept.tree : undefined;
  }

  private async load(log: Log): Promise<Tree> {
    await checkLog(this.context);
    const tree = await Tree.load(log.size, tilesOf(this.context, log.id));
    for await (const inherited of inheritedRows(this.context, log.id, tree.size)) {
      await this.append(log, tree, inherited);
    }
    return tree;
  }

  private async append(log: Log, tree: Tree, { rows, hashes, seqs }: Appendix): Promise<void> {
    if (rows.length === 0) return;
    const from = tree.size;
    tree.append(hashes);
    const tiles = tree.takeChanged();
    await this.context.db.transaction(async (tx) => {
      await this.advanceFenced(tx, log, from, tree.size);
      await this.context.leaves.append(tx, log.id, from, rows);
      await this.context.tiles.save(tx, log.id, tiles);
      if (seqs.length > 0 && !(await this.context.inbox.takeOut(tx, seqs))) throw failure("LOG_FENCED_OFF");
    });
  }

  /** @throws {LOG_FENCED_OFF} which undoes the transaction. */
  private async advanceFenced(tx: Executor, log: Log, from: number, to: number): Promise<void> {
    if (!(await this.context.logs.advance(tx, log, from, to, this.#leaseMs))) throw failure("LOG_FENCED_OFF");
  }

  /** Signs the tree as it is. It is kept outside first: nothing may be handed out that this process could forget. */
  private async sign(log: Log, tree: Tree): Promise<void> {
    const { context } = this;
    const latest = await context.checkpoints.latest(log.id);
    if (tree.size === 0 || latest?.size === tree.size) return;
    const { origin } = log;
    const note = signCheckpoint({ origin, size: tree.size, root: tree.root() }, context.signingKey(origin));
    await context.db.transaction(async (tx) => {
      await this.advanceFenced(tx, log, tree.size, tree.size);
      await this.keep(origin, note);
      await context.checkpoints.add(tx, { logId: log.id, size: tree.size, at: context.clock(), note });
    });
  }

  private async keep(origin: string, note: string): Promise<void> {
    try {
      await this.context.kept(origin).keep(note);
    } catch (error) {
      // A read-only container, say: the published checkpoints guard the log then.
      const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
      this.context.telemetry.emit("log.not_kept", { code });
    }
  }

  /** Sets aside what none of us wrote: whoever can only write to the database gets nothing into the log. */
  private async refusals(bundles: InboxBundle[]): Promise<Set<number>> {
    const { authenticator, appId } = this.context;
    const forged = bundles.filter((bundle) => !authenticator.isAuthentic(appId, bundle));
    for (const { seq } of forged) await this.refuse(seq);
    return new Set(forged.map(({ seq }) => seq));
  }

  /**
   * Sets aside what somebody has put into the inbox once more, for rows that have their place.
   * @returns whether there was any.
   */
  private async refuseRepeated(bundles: InboxBundle[]): Promise<boolean> {
    const named = new Set<string>();
    let isAny = false;
    for (const { seq, kind, ids } of bundles) {
      const places = ids.map((id) => `${kind} ${id}`);
      const sealed = await this.context.leaves.of(kind, ids.map(Number));
      if (
        sealed.size > 0 ||
        places.some((place) => named.has(place)) ||
        new Set(places).size < places.length
      ) {
        await this.refuse(seq);
        isAny = true;
      } else for (const place of places) named.add(place);
    }
    return isAny;
  }

  private async refuse(seq: number): Promise<void> {
    const { inbox, telemetry, clock } = this.context;
    await inbox.refuse(seq, clock());
    this.#refused += 1;
    telemetry.emit("log.refused", { bundles: this.#refused });
  }

  private authentic(bundles: InboxBundle[], refused: ReadonlySet<number>): Appendix {
    const vouched = bundles.filter(({ seq }) => !refused.has(seq));
    return {
      rows: vouched.flatMap(({ kind, ids }) => ids.map((id) => ({ kind, rowId: Number(id) }))),
      hashes: Buffer.concat(vouched.map(({ hashes }) => hashes)),
      seqs: vouched.map(({ seq }) => seq),
    };
  }
}
