import { and, desc, eq, inArray, lt } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import { isRefusedBy, type Database, type Executor } from "../database.js";
import { forgetUsers, unpark } from "./users.js";
import { editClaims, runs, worklist } from "../schema.js";
import { statesBefore } from "../../model/lifecycle.js";
import {
  ACTIVE_RUN_STATES,
  RUN_LIFECYCLE,
  runAllows,
  type RunStep,
  type RunTarget,
} from "../../model/run-lifecycle.js";
import { insertRun, type NewRun, type RunBinding, type UnboundRun } from "./new-run.js";

export type Run = typeof runs.$inferSelect;

/** What a step writes: where it leads, and what changes with it. */
type Change<Name extends RunStep> = Partial<Run> & { state: RunTarget<Name> };

/** Users handled and failed so far; the error rate of a run that goes on counts from there. */
export interface Baseline {
  handledBefore: number;
  failedBefore: number;
}

/** What a plan has counted in the end, authenticated. */
export type ScanEnd = Pick<Run, "scanMac"> & Partial<Pick<Run, "tally">>;

/** Why a plan is given up: it was not applied in time, is of before plans were authenticated, or was changed. */
export const PLAN_ENDS = ["PLAN_TOO_OLD", "PLAN_UNBOUND", "RUN_CHANGED"] as const;
export type PlanEnd = (typeof PLAN_ENDS)[number];

/** Code of a run that a person has stopped for a while. */
export const PAUSED = "PAUSED";

/** The runs of one app. The only writer of a run's state: `RUN_LIFECYCLE` says whence a step may come. */
export class Runs {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /**
   * Makes a run in state `planning`; `fill` writes its list of users in the same transaction.
   * @throws {SWEEP_ACTIVE} when another sweep of the app isn't finished.
   */
  async create(
    order: NewRun,
    bind: (run: UnboundRun) => RunBinding,
    fill: (tx: Executor, runId: number) => Promise<void>,
  ): Promise<number> {
    return this.claimingSweep(() =>
      this.db.transaction(async (tx) => {
        const id = await insertRun(tx, { ...order, appId: this.appId }, bind);
        await fill(tx, id);
        return id;
      }),
    );
  }

  /** @throws {RUN_NOT_FOUND} */
  async get(runId: number, executor: Executor = this.db): Promise<Run> {
    const [run] = await executor
      .select()
      .from(runs)
      .where(and(eq(runs.id, runId), eq(runs.appId, this.appId)));
    if (!run) throw failure("RUN_NOT_FOUND", { run: runId });
    return run;
  }

  /** Newest first. @param before the last one of the page before. */
  async latest(limit: number, before?: number): Promise<Run[]> {
    return this.db
      .select()
      .from(runs)
      .where(and(eq(runs.appId, this.appId), before === undefined ? undefined : lt(runs.id, before)))
      .orderBy(desc(runs.id))
      .limit(limit);
  }

  /** Runs with background work to do, oldest first. */
  async active(): Promise<Run[]> {
    return this.db
      .select()
      .from(runs)
      .where(and(eq(runs.appId, this.appId), inArray(runs.state, [...ACTIVE_RUN_STATES])))
      .orderBy(runs.id);
  }

  /** Plans that wait for approval. */
  async planned(): Promise<Run[]> {
    return this.db
      .select()
      .from(runs)
      .where(and(eq(runs.appId, this.appId), eq(runs.state, "planned")));
  }

  /**
   * The scan is complete: refused with a code, planned, or being applied at once. Without a gap between the last two:
   * no other sweep can come in between.
   * @param also written in the same transaction.
   */
  async finishPlan(
    runId: number,
    { refusal, autoApply, ...scan }: { refusal: string | null; autoApply: boolean } & ScanEnd,
    now: Date,
    inTransaction?: (tx: Executor, state: "refused" | "planned" | "applying") => Promise<void>,
  ): Promise<boolean> {
    const state = refusal ? "refused" : autoApply ? "applying" : "planned";
    const approvedAt = state === "applying" ? now : null;
    return this.db.transaction(async (tx) => {
      const change = { state, code: refusal, plannedAt: now, approvedAt, scanCursor: null, ...scan } as const;
      if (!(await this.step(tx, runId, "plan", change))) return false;
      if (state === "refused") await forgetUsers(tx, runId);
      await inTransaction?.(tx, state);
      return true;
    });
  }

  async failPlan(runId: number, code: string): Promise<boolean> {
    return this.step(this.db, runId, "plan", { state: "plan_failed", code });
  }

  /** @param also written in the same transaction. @throws {SWEEP_ACTIVE} */
  async approve(
    runId: number,
    by: string,
    now: Date,
    inTransaction?: (tx: Executor) => Promise<void>,
  ): Promise<boolean> {
    const change = { state: "applying", approvedAt: now, approvedBy: by } as const;
    return this.claimingSweep(() =>
      this.db.transaction(async (tx) => {
        if (!(await this.step(tx, runId, "approve", change))) return false;
        await inTransaction?.(tx);
        return true;
      }),
    );
  }

  async stop(runId: number, code: string): Promise<boolean> {
    return this.step(this.db, runId, "stop", { state: "stopped", code });
  }

  /** A person has it wait. */
  async pause(runId: number): Promise<boolean> {
    // A run that was being planned may be applied by the time of the second step.
    const planning = await this.step(this.db, runId, "pause", { state: "plan_failed", code: PAUSED });
    return planning || this.step(this.db, runId, "pause", { state: "stopped", code: PAUSED });
  }

  /**
   * Takes a stopped or failed run up again; its error rate counts from here.
   * @throws {SWEEP_ACTIVE}
   */
  async resume(runId: number, soFar: Baseline): Promise<boolean> {
    const stopped = await this.activate(runId, "resume", { state: "applying", code: null, ...soFar });
    return stopped || (await this.activate(runId, "resume", { state: "planning", code: null }));
  }

  /** Gives a plan up that can't be applied any more. */
  async expire(runId: number, code: PlanEnd, now: Date): Promise<boolean> {
    return this.abandon(runId, "expire", code, now);
  }

  /**
   * Gives a run up: at once where nothing was begun, else what was begun is still finished.
   * @param code why, if it wasn't a person's wish. @throws {RUN_STATE | SWEEP_ACTIVE}
   */
  async cancel(runId: number, now: Date, code: string | null = null): Promise<void> {
    if (await this.abandon(runId, "cancel", code, now)) return;
    const change = { state: "cancelling", code } as const;
    if (await this.activate(runId, "cancel", change)) return;
    const { state } = await this.get(runId);
    throw failure("RUN_STATE.cancel", { run: runId, state });
  }

  /** Ends a run and drops every encrypted reference that is no longer needed. */
  async finish(runId: number, from: "applying" | "cancelling", now: Date): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const state = from === "applying" ? "done" : "cancelled";
      if (!(await this.step(tx, runId, "finish", { state, finishedAt: now }))) return false;
      await forgetUsers(tx, runId, state === "done" ? "parked" : undefined);
      return true;
    });
  }

  /**
   * Puts the parked users of a finished or stopped run back to work, in a new round.
   * @returns how many. @throws {SWEEP_ACTIVE | RUN_STATE}
   */
  async retryParked(runId: number, soFar: Baseline): Promise<number> {
    const { state } = await this.get(runId);
    if (!runAllows(state, "retry")) {
      throw failure("RUN_STATE.retry", { run: runId, state });
    }
    return this.claimingSweep(() =>
      this.db.transaction(async (tx) => {
        const count = await unpark(tx, runId);
        if (count === 0) return 0;
        const change = { state: "applying", code: null, finishedAt: null, ...soFar } as const;
        if (!(await this.step(tx, runId, "retry", change))) throw failure("RUN_STATE.atWork", { run: runId });
        return count;
      }),
    );
  }

  /**
   * Drops the references to the parked users of a finished run; their audit entries stay.
   * @returns how many. @throws {RUN_STATE}
   */
  async dismissParked(runId: number): Promise<number> {
    const { state } = await this.get(runId);
    if (!runAllows(state, "dismiss")) {
      throw failure("RUN_STATE.dismiss", { run: runId, state });
    }
    return this.db.transaction(async (tx) => {
      await tx.delete(editClaims).where(eq(editClaims.runId, runId));
      const dropped = await tx
        .delete(worklist)
        .where(and(eq(worklist.runId, runId), eq(worklist.state, "parked")))
        .returning({ subject: worklist.subject });
      return dropped.length;
    });
  }

  /**
   * Commits one scanned page: the tally and the cursor move on only if nobody else committed this page.
   * @param next how far it has come with it.
   * @returns false when another process did, or the run isn't being planned any more.
   */
  async advanceScan(
    tx: Executor,
    runId: number,
    next: Pick<Run, "scanPage" | "scanCursor" | "tally" | "scanMac">,
  ): Promise<boolean> {
    const moved = await tx
      .update(runs)
      .set(next)
      .where(and(eq(runs.id, runId), eq(runs.state, "planning"), eq(runs.scanPage, next.scanPage - 1)))
      .returning({ id: runs.id });
    return moved.length > 0;
  }

  /** Ends a run of which nothing was begun. */
  private async abandon(
    runId: number,
    step: "cancel" | "expire",
    code: string | null,
    now: Date,
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      if (!(await this.step(tx, runId, step, { state: "cancelled", code, finishedAt: now }))) return false;
      await forgetUsers(tx, runId);
      return true;
    });
  }

  private async activate<Name extends RunStep>(
    runId: number,
    step: Name,
    change: Change<Name>,
  ): Promise<boolean> {
    return this.claimingSweep(() => this.step(this.db, runId, step, change));
  }

  /** The database allows one active sweep an app; its refusal becomes an error that names the other run. */
  private async claimingSweep<T>(claim: () => Promise<T>): Promise<T> {
    try {
      return await claim();
    } catch (error) {
      if (!isRefusedBy("one_active_sweep", error)) throw error;
      const active = (await this.active()).find((run) => run.kind === "sweep");
      throw failure("SWEEP_ACTIVE", { run: active?.id ?? "N" });
    }
  }

  private async step<Name extends RunStep>(
    executor: Executor,
    runId: number,
    step: Name,
    change: Change<Name>,
  ): Promise<boolean> {
    const from = statesBefore(RUN_LIFECYCLE, step, change.state);
    const changed = await executor
      .update(runs)
      .set(change)
      .where(and(eq(runs.id, runId), eq(runs.appId, this.appId), inArray(runs.state, from)))
      .returning({ id: runs.id });
    return changed.length > 0;
  }
}
