import { and, eq, isNull, ne, sql, type SQL } from "drizzle-orm";
import { asJson, listOf, rows, type Database, type Executor } from "../database.js";
import type { RequestSubject } from "./requests.js";
import { auditEntries, requests, requestSubjects, runs } from "../schema.js";
import { ACTIVE_RUN_STATES, RESUMABLE_RUN_STATES } from "../../model/run-lifecycle.js";
import { PAUSED } from "../runs/runs.js";

export interface AssignedPerson {
  subject: string;
  /** Null in epoch 0. */
  evidence: string | null;
}

/** Whom the requests of one app are about. */
export class RequestSubjects {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** Adds people to a request; whoever it is about already stays as they are. */
  async add(tx: Executor, requestId: string, people: { subject: string; sealed: string }[]): Promise<void> {
    if (people.length === 0) return;
    await tx
      .insert(requestSubjects)
      .values(people.map((person) => ({ ...person, requestId, state: "open" as const })))
      .onConflictDoNothing();
  }

  async of(executor: Executor, requestId: string): Promise<RequestSubject[]> {
    return executor
      .select()
      .from(requestSubjects)
      .where(eq(requestSubjects.requestId, requestId))
      .orderBy(requestSubjects.subject);
  }

  /**
   * Whether a run is at work on one of these people for somebody who asked before. Whoever asks for the same person
   * waits for it and then looks for themselves, so that nobody is told of a read-back from before they asked.
   */
  async busy(tx: Executor, subjects: string[]): Promise<boolean> {
    if (subjects.length === 0) return false;
    const [found] = await tx
      .select({ id: requests.id })
      .from(requestSubjects)
      .innerJoin(requests, eq(requests.id, requestSubjects.requestId))
      .where(and(eq(requests.appId, this.appId), eq(requestSubjects.state, "working"), isOneOf(subjects)))
      .limit(1);
    return found !== undefined;
  }

  /** Notes that a run works on them, and who they are in its evidence. */
  async assign(tx: Executor, requestId: string, people: AssignedPerson[], runId: number): Promise<void> {
    if (people.length === 0) return;
    await tx.execute(
      sql`update ${requestSubjects} q
          set state = 'working', run_id = ${runId}::int, evidence = x.evidence, outcome = null, reason = null
          from jsonb_to_recordset(${asJson(people)}) as x(subject text, evidence text)
          where q.request_id = ${requestId} and q.subject = x.subject`,
    );
  }

  /** Requests of whom a run has somebody. */
  async requestsOf(runId: number): Promise<string[]> {
    const found = await this.db
      .selectDistinct({ id: requestSubjects.requestId })
      .from(requestSubjects)
      .where(and(eq(requestSubjects.runId, runId), eq(requestSubjects.state, "working")));
    return found.map(({ id }) => id);
  }

  /** Runs that have somebody of a request and don't work any more. One that a person has paused is to go on. */
  async endedRuns(): Promise<number[]> {
    const found = await rows<{ run: number }>(
      this.db,
      sql`select distinct s.run_id as run from ${requestSubjects} s join ${runs} r on r.id = s.run_id
          where s.state = 'working' and r.app_id = ${this.appId} and r.state not in ${listOf(ACTIVE_RUN_STATES)}
            and not (r.state in ${listOf(RESUMABLE_RUN_STATES)} and r.code = ${PAUSED})`,
    );
    return found.map(({ run }) => run);
  }

  /**
   * Takes over how it ended for the people of a request in this run, from the audit entries: the latest round counts.
   * Whoever has none wasn't come to, and fails with `code`. References go where nothing is left to do.
   * @returns false when somebody else has done it.
   */
  async settle(tx: Executor, requestId: string, runId: number, code: string): Promise<boolean> {
    const settled = await rows(
      tx,
      sql`update ${requestSubjects} q
          set state = case when coalesce(a.outcome, 'failed') in ('failed', 'excluded') then 'open' else 'settled' end,
              sealed = case when coalesce(a.outcome, 'failed') in ('failed', 'excluded') then q.sealed end,
              outcome = coalesce(a.outcome, 'failed'),
              reason = case when a.outcome is null then ${code} else a.reason end,
              fields = coalesce(a.fields, '{}'), remaining = coalesce(a.remaining, '{}'), verified_at = a.verified_at
          from ${requestSubjects} p left join lateral
            (select e.* from ${auditEntries} e where e.run_id = ${runId} and e.subject = coalesce(p.evidence, p.subject)
             order by e.round desc limit 1) a on true
          where q.request_id = ${requestId} and q.run_id = ${runId} and q.state = 'working'
            and p.request_id = q.request_id and p.subject = q.subject
          returning 1`,
    );
    return settled.length > 0;
  }

  /** Drops the references of a request that has ended. */
  async forget(tx: Executor, requestId: string): Promise<void> {
    await tx
      .update(requestSubjects)
      .set({ state: "settled", sealed: null })
      .where(and(eq(requestSubjects.requestId, requestId), ne(requestSubjects.state, "settled")));
  }

  /** Open requests about one of these people, other than `except`. */
  async openAbout(executor: Executor, subjects: string[], except: string): Promise<string[]> {
    if (subjects.length === 0) return [];
    const found = await executor
      .selectDistinct({ id: requests.id })
      .from(requestSubjects)
      .innerJoin(requests, eq(requests.id, requestSubjects.requestId))
      .where(
        and(
          eq(requests.appId, this.appId),
          isNull(requests.finishedAt),
          ne(requests.id, except),
          isOneOf(subjects),
        ),
      );
    return found.map(({ id }) => id);
  }

  /** All requests about a person, oldest first. */
  async about(subject: string): Promise<string[]> {
    const found = await this.db
      .select({ id: requests.id })
      .from(requestSubjects)
      .innerJoin(requests, eq(requests.id, requestSubjects.requestId))
      .where(and(eq(requests.appId, this.appId), eq(requestSubjects.subject, subject)))
      .orderBy(requests.createdAt);
    return found.map(({ id }) => id);
  }
}

/** One parameter, however many they are: an address can belong to more users than a statement takes parameters. */
const isOneOf = (subjects: string[]): SQL =>
  sql`${requestSubjects.subject} in (select jsonb_array_elements_text(${asJson(subjects)}))`;
