import { randomBytes } from "node:crypto";
import type { ActionName, ActionResult } from "../../model/actions.js";
import { and, asc, desc, eq, gt, lt, sql, type SQL } from "drizzle-orm";
import { actionLeaf, LEAF_FORMAT, type ActionDetail } from "../../audit/leaf.js";
import { leafHash } from "../../audit/merkle.js";
import type { BundleAuthenticator } from "../../audit/bundle-authenticator.js";
import { VERSION } from "../../version.js";
import { SERVICE, type Actor, type UNKNOWN } from "./actor.js";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { intoInbox } from "../log/inbox.js";
import { auditActions } from "../schema.js";

export type AuditAction = typeof auditActions.$inferSelect;
type NewRow = Omit<AuditAction, "id">;

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
const SALT_BYTES = 16;

/** Who asked for what. */
export class AuditActions {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
    private readonly authenticator: BundleAuthenticator,
  ) {}

  async add(actor: Actor | typeof UNKNOWN, { action, target, result, code }: NewAction): Promise<void> {
    await this.write(this.db, [
      this.facts(actor, { action, target: target ?? null, result, code: code ?? null }),
    ]);
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
    await this.write(tx, [this.done(action, target, detail)]);
  }

  /** The same of many at once. @returns them as they are in the ledger now, in this order. */
  async recordAll(
    tx: Executor,
    action: ActionName,
    done: readonly { target: string | number; detail: ActionDetail }[],
  ): Promise<AuditAction[]> {
    return this.write(
      tx,
      done.map(({ target, detail }) => this.done(action, target, detail)),
    );
  }

  /** Records what the caller puts into the log itself. @returns the row's ID and its leaf hash. */
  async recordUnboxed(
    tx: Executor,
    action: ActionName,
    target: string | number,
    detail: ActionDetail,
  ): Promise<{ id: number; hash: Buffer }> {
    const facts = this.done(action, target, detail);
    const [written] = await rows<{ id: string }>(tx, sql`${insertion([facts])} returning id::text as id`);
    return { id: Number(written?.id), hash: leafHash(actionLeaf(facts)) };
  }

  private done(action: ActionName, target: string | number, detail: ActionDetail): NewRow {
    return this.facts(SERVICE, { action, target: String(target), result: "done", code: null, detail });
  }

  private facts(
    { name: actor, role }: Actor | typeof UNKNOWN,
    about: Pick<NewRow, "action" | "target" | "code" | "result"> & { detail?: ActionDetail },
  ): NewRow {
    const salt = randomBytes(SALT_BYTES).toString("hex");
    const ours = { format: LEAF_FORMAT, at: new Date(), appId: this.appId, toolVersion: VERSION, salt };
    return { detail: null, ...about, actor, role, ...ours };
  }

  private async write(executor: Executor, facts: readonly NewRow[]): Promise<AuditAction[]> {
    if (facts.length === 0) return [];
    const bundle = this.authenticator.bundle(this.appId, "action", facts.map(actionLeaf));
    // Whatever order the database inserts in: each has a salt of its own.
    const order = sql`jsonb_array_elements_text(${asJson(facts.map(({ salt }) => salt))})
      with ordinality as o(salt, place)`;
    const ids = sql`select array_agg(w.id order by o.place) from written w join ${order} on o.salt = w.salt`;
    const written = await rows<{ id: string; salt: string }>(
      executor,
      sql`with written as (${insertion(facts)} returning id, salt),
               boxed as (${intoInbox(this.appId, "action", bundle, ids)})
          select id::text as id, salt from written`,
    );
    const idOf = new Map(written.map(({ id, salt }) => [salt, Number(id)]));
    return facts.map((row) => ({ ...row, id: idOf.get(row.salt ?? "") ?? 0 }));
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

function insertion(facts: readonly NewRow[]): SQL {
  return sql`insert into ${auditActions}
      (format, at, app_id, actor, role, action, target, result, code, detail, tool_version, salt)
    select x.format, x.at, x."appId", x.actor, x.role, x.action, x.target, x.result, x.code,
           nullif(x.detail, 'null'::jsonb), x."toolVersion", x.salt
    from jsonb_to_recordset(${asJson(facts)}) as x(format smallint, at timestamptz, "appId" text, actor text, role text,
      action text, target text, result text, code text, detail jsonb, "toolVersion" text, salt text)`;
}
