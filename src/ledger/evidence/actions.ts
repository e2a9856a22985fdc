import type { ActionName, ActionResult } from "../../model/actions.js";
import { and, asc, desc, eq, gt, lt, sql, type SQL } from "drizzle-orm";
import { actionLeaf, type ActionDetail, type ActionFacts } from "../../audit/leaf.js";
import { leafHash } from "../../audit/merkle.js";
import type { BundleAuthenticator } from "../../audit/bundle-authenticator.js";
import { VERSION } from "../../version.js";
import { SERVICE, type Actor, type UNKNOWN } from "./actor.js";
import { rows, type Database, type Executor } from "../database.js";
import { intoInbox } from "../log/inbox.js";
import { auditActions } from "../schema.js";

export type AuditAction = typeof auditActions.$inferSelect;

export interface NewAction {
  action: ActionName;
  /** A number or an ID of ours, never a person's. */
  target?: string | undefined;
  result: ActionResult;
  code?: string | undefined;
}

export interface ActionFilter {
  actor?: string | undefined;
  action?: string | undefined;
  /** A number or an ID of ours. */
  target?: string | undefined;
  before?: number | undefined;
  limit: number;
}

const PAGE = 1000;

/** Who asked for what. */
export class AuditActions {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
    private readonly authenticator: BundleAuthenticator,
  ) {}

  async add(actor: Actor | typeof UNKNOWN, { action, target, result, code }: NewAction): Promise<void> {
    await this.write(
      this.db,
      this.facts(actor, { action, target: target ?? null, result, code: code ?? null }),
    );
  }

  /**
   * Records what was done, in the transaction that does it.
   * @param detail JSON of whole numbers, texts and lists of them; never anything about a person.
   */
  async record(
    tx: Executor,
    action: ActionName,
    target: string | number,
    detail: ActionDetail,
  ): Promise<void> {
    await this.write(tx, this.done(action, target, detail));
  }

  /** Records what the caller puts into the log itself. @returns the row's ID and its leaf hash. */
  async recordUnboxed(
    tx: Executor,
    action: ActionName,
    target: string | number,
    detail: ActionDetail,
  ): Promise<{ id: number; hash: Buffer }> {
    const facts = this.done(action, target, detail);
    const [written] = await rows<{ id: string }>(tx, sql`${insertion(facts)} returning id::text as id`);
    return { id: Number(written?.id), hash: leafHash(actionLeaf(facts)) };
  }

  private done(action: ActionName, target: string | number, detail: ActionDetail): ActionFacts {
    return this.facts(SERVICE, { action, target: String(target), result: "done", code: null, detail });
  }

  private facts(
    { name: actor, role }: Actor | typeof UNKNOWN,
    about: Pick<ActionFacts, "action" | "target" | "code"> & { result: ActionResult; detail?: ActionDetail },
  ): ActionFacts {
    return { detail: null, ...about, actor, role, at: new Date(), appId: this.appId, toolVersion: VERSION };
  }

  private async write(executor: Executor, facts: ActionFacts): Promise<void> {
    const bundle = this.authenticator.bundle(this.appId, "action", [actionLeaf(facts)]);
    const ids = sql`select array_agg(id) from written`;
    await executor.execute(
      sql`with written as (${insertion(facts)} returning id) ${intoInbox(this.appId, "action", bundle, ids)}`,
    );
  }

  /** What was recorded about one of our own things, oldest first. */
  async of(action: ActionName, target: string | number): Promise<AuditAction[]> {
    return this.db
      .select()
      .from(auditActions)
      .where(
        and(
          eq(auditActions.appId, this.appId),
          eq(auditActions.action, action),
          eq(auditActions.target, String(target)),
        ),
      )
      .orderBy(asc(auditActions.id))
      .limit(PAGE);
  }

  /** In order; streams, so memory stays flat. */
  async *all(): AsyncGenerator<AuditAction> {
    for (let after = 0; ;) {
      const page = await this.page(after, PAGE);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** Newest first. @param before the last one of the page before. */
  async recent({ actor, action, target, before, limit }: ActionFilter): Promise<AuditAction[]> {
    return this.db
      .select()
      .from(auditActions)
      .where(
        and(
          eq(auditActions.appId, this.appId),
          actor === undefined ? undefined : eq(auditActions.actor, actor),
          action === undefined ? undefined : eq(auditActions.action, action),
          target === undefined ? undefined : eq(auditActions.target, target),
          before === undefined ? undefined : lt(auditActions.id, before),
        ),
      )
      .orderBy(desc(auditActions.id))
      .limit(limit);
  }

  /** In order. */
  async page(after: number, limit: number): Promise<AuditAction[]> {
    return this.db
      .select()
      .from(auditActions)
      .where(and(eq(auditActions.appId, this.appId), gt(auditActions.id, after)))
      .orderBy(asc(auditActions.id))
      .limit(limit);
  }
}

function insertion(facts: ActionFacts): SQL {
  const { at, appId, actor, role, action, target, result, code, detail, toolVersion } = facts;
  return sql`insert into ${auditActions} (at, app_id, actor, role, action, target, result, code, detail, tool_version)
    values (${at.toISOString()}::timestamptz, ${appId}, ${actor}, ${role}, ${action}, ${target}, ${result}, ${code},
            ${detail && JSON.stringify(detail)}::jsonb, ${toolVersion})`;
}
