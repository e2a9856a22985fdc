import { and, desc, eq, isNull, lte, sql, type SQL } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import type { Regulation } from "../../model/law.js";
import { backlogOf, type Backlog } from "./backlog.js";
import { rows, type Database, type Executor } from "../database.js";
import {
  awaitedRequests,
  failedRequests,
  startableRequests,
  unheldRequests,
  unwarnedRequests,
  type DueRequest,
} from "./due.js";
import {
  type RequestState,
  REQUEST_LIFECYCLE,
  type RequestStep,
  type RequestTarget,
} from "../../model/request-lifecycle.js";
import { statesBefore } from "../../model/lifecycle.js";
import { requestEmails, requestEvents, requests, requestSubjects } from "../schema.js";

export type Request = typeof requests.$inferSelect;
export type NewRequest = typeof requests.$inferInsert;
export type RequestSubject = typeof requestSubjects.$inferSelect;
export type RequestEmail = typeof requestEmails.$inferSelect;
export type RequestEvent = typeof requestEvents.$inferSelect;
export type { DueRequest };

export interface RequestDetails {
  request: Request;
  subjects: RequestSubject[];
  emails: RequestEmail[];
  events: RequestEvent[];
}

/** A step of a request, by its name in its lifecycle, and where it leads. */
export type Step = Way & {
  id: string;
  change?: Partial<Request>;
  actor: string;
  at: Date;
};
type Way = { [Name in RequestStep]: { step: Name; to: RequestTarget<Name> } }[RequestStep];

export interface RequestFilter {
  state?: RequestState | undefined;
  regulation?: Regulation | undefined;
  /** Only open ones whose deadline is not after this. */
  dueBefore?: Date | undefined;
  limit: number;
  /** The last one of the page before. */
  before?: { createdAt: Date; id: string } | undefined;
}

/** The erasure requests of one app. The only writer of a request's state: `REQUEST_LIFECYCLE` says whence a step may come. */
export class Requests {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** Writes a request as it was handed in. `events` are its first steps. */
  async insert(tx: Executor, request: NewRequest, events: readonly RequestState[]): Promise<Request> {
    const [inserted] = await tx.insert(requests).values(request).returning();
    if (!inserted) throw new Error("an insert answered no row");
    for (const state of events)
      await this.note(tx, {
        requestId: inserted.id,
        at: inserted.createdAt,
        state,
        actor: inserted.createdBy,
      });
    return inserted;
  }

  async find(id: string, executor: Executor = this.db): Promise<Request | undefined> {
    const [found] = await this.select(executor, eq(requests.id, id));
    return found;
  }

  /** @throws {REQUEST_NOT_FOUND} */
  async get(id: string, executor: Executor = this.db): Promise<Request> {
    const found = await this.find(id, executor);
    if (!found) throw failure("REQUEST_NOT_FOUND");
    return found;
  }

  /** @throws {REQUEST_NOT_FOUND} */
  async details(id: string): Promise<RequestDetails> {
    return {
      request: await this.get(id),
      subjects: await this.db
        .select()
        .from(requestSubjects)
        .where(eq(requestSubjects.requestId, id))
        .orderBy(requestSubjects.subject),
      emails: await this.db.select().from(requestEmails).where(eq(requestEmails.requestId, id)),
      events: await this.db
        .select()
        .from(requestEvents)
        .where(eq(requestEvents.requestId, id))
        .orderBy(requestEvents.id),
    };
  }

  /** The request that a controller knows by an ID of its own. */
  async byController(actor: string, controllerRequestId: string): Promise<Request | undefined> {
    const [found] = await this.select(
      this.db,
      and(eq(requests.createdBy, actor), eq(requests.controllerRequestId, controllerRequestId)),
    );
    return found;
  }

  /** Newest first. */
  async list({ state, regulation, dueBefore, limit, before }: RequestFilter): Promise<Request[]> {
    return this.select(
      this.db,
      and(
        state && eq(requests.state, state),
        regulation && eq(requests.regulation, regulation),
        dueBefore && and(isNull(requests.finishedAt), lte(requests.deadline, dueBefore)),
        // Compared as a whole, which an index can begin at.
        before &&
          sql`(${requests.createdAt}, ${requests.id}) < (${before.createdAt.toISOString()}::timestamptz, ${before.id})`,
      ),
      limit,
    );
  }

  /** Queued ones about whom no run is at work, the nearest deadline first. */
  startable(limit: number): Promise<Request[]> {
    return startableRequests(this.db, this.appId, limit);
  }

  /** Waiting ones whose waiting period is over. */
  awaited(now: Date): Promise<DueRequest[]> {
    return awaitedRequests(this.db, this.appId, now);
  }

  /** Held ones of whose people that are still to be erased nobody is under a legal hold (any more). */
  unheld(now: Date): Promise<DueRequest[]> {
    return unheldRequests(this.db, this.appId, now);
  }

  /** Failed ones with one of these codes whose last step was taken before a time. */
  failedSince(codes: readonly string[], before: Date): Promise<DueRequest[]> {
    return failedRequests(this.db, this.appId, codes, before);
  }

  /**
   * Open ones that had fewer warnings than are due.
   * @param horizons for the first warning, the second and so on: the last deadline for which it is due.
   */
  unwarned(horizons: readonly Date[]): Promise<DueRequest[]> {
    return unwarnedRequests(this.db, this.appId, horizons);
  }

  async count(state: RequestState): Promise<number> {
    const [found] = await rows<{ n: number }>(
      this.db,
      sql`select count(*)::int as n from ${requests} where app_id = ${this.appId} and state = ${state}`,
    );
    return found?.n ?? 0;
  }

  backlog(): Promise<Backlog> {
    return backlogOf(this.db, this.appId);
  }

  /** Reads a request that nobody else changes until the transaction ends. @throws {REQUEST_NOT_FOUND} */
  async lock(tx: Executor, id: string): Promise<Request> {
    const [found] = await tx
      .select()
      .from(requests)
      .where(and(eq(requests.id, id), eq(requests.appId, this.appId)))
      .for("update");
    if (!found) throw failure("REQUEST_NOT_FOUND");
    return found;
  }

  /**
   * Takes a step, and writes it down.
   * @returns the request before and after; null when it isn't in a state that allows the step.
   */
  async step(tx: Executor, { id, step, to, change, actor, at }: Step): Promise<[Request, Request] | null> {
    const before = await this.lock(tx, id);
    if (!statesBefore(REQUEST_LIFECYCLE, step, to).includes(before.state)) return null;
    const [after] = await tx
      .update(requests)
      .set({ ...change, state: to })
      .where(eq(requests.id, id))
      .returning();
    if (!after) throw new Error("an update answered no row");
    await this.note(tx, { requestId: id, at, state: to, code: after.code, actor });
    return [before, after];
  }

  /** Changes what isn't its state: the deadline, the warnings. */
  async amend(
    tx: Executor,
    id: string,
    change: Partial<Request>,
    event: Omit<typeof requestEvents.$inferInsert, "requestId">,
  ): Promise<Request> {
    const [after] = await tx
      .update(requests)
      .set(change)
      .where(and(eq(requests.id, id), eq(requests.appId, this.appId)))
      .returning();
    if (!after) throw failure("REQUEST_NOT_FOUND");
    await this.note(tx, { ...event, requestId: id });
    return after;
  }

  private async note(tx: Executor, event: typeof requestEvents.$inferInsert): Promise<void> {
    await tx.insert(requestEvents).values(event);
  }

  private async select(executor: Executor, condition: SQL | undefined, limit = 1000): Promise<Request[]> {
    return executor
      .select()
      .from(requests)
      .where(and(eq(requests.appId, this.appId), condition))
      .orderBy(desc(requests.createdAt), desc(requests.id))
      .limit(limit);
  }
}
