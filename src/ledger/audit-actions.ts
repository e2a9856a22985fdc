import { and, asc, eq, gt } from "drizzle-orm";
import { VERSION } from "../version.js";
import type { ActionResult, Actor, UNKNOWN } from "./actor.js";
import type { Database } from "./database.js";
import { auditActions } from "./schema.js";

export type AuditAction = typeof auditActions.$inferSelect;

export interface NewAction {
  /** Such as `requests.create`. */
  action: string;
  /** A number or an ID of ours, never a person's. */
  target?: string | undefined;
  result: ActionResult;
  code?: string | undefined;
}

const PAGE = 1000;

/** Who asked for what. */
export class AuditActions {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  async add(actor: Actor | typeof UNKNOWN, { action, target, result, code }: NewAction): Promise<void> {
    await this.db.insert(auditActions).values({
      appId: this.appId,
      actor: actor.name,
      role: actor.role,
      action,
      target: target ?? null,
      result,
      code: code ?? null,
      toolVersion: VERSION,
    });
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

  async page(after: number, limit: number): Promise<AuditAction[]> {
    return this.db
      .select()
      .from(auditActions)
      .where(and(eq(auditActions.appId, this.appId), gt(auditActions.id, after)))
      .orderBy(asc(auditActions.id))
      .limit(limit);
  }
}
