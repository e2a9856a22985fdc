import { and, desc, eq, inArray, lt, sql, type SQL } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import { rows, type Database, type Executor } from "../database.js";
import { deliveries } from "../schema.js";
import type { DeliveryKind } from "../../model/kinds.js";
import { DELIVERY_LIFECYCLE, type DeliveryState } from "../../model/delivery-lifecycle.js";
import { statesBefore } from "../../model/lifecycle.js";

export type Delivery = typeof deliveries.$inferSelect;
/** For showing: without its content. */
export type DeliveryView = Omit<Delivery, "sealed" | "receiver" | "stream" | "appId">;

export type NewDelivery = Pick<
  Delivery,
  "id" | "kind" | "event" | "receiver" | "stream" | "about" | "sealed" | "createdAt" | "nextAt" | "triesUntil"
>;

/** A message that one sender has for the time of its lease. */
export interface ClaimedDelivery {
  id: string;
  kind: DeliveryKind;
  event: string;
  sealed: string;
  /** This one included. */
  attempts: number;
  triesUntil: Date;
}

/** Why an attempt failed. */
export interface Failure {
  code: string;
  status: number | null;
}

const VIEW = {
  id: deliveries.id,
  seq: deliveries.seq,
  kind: deliveries.kind,
  event: deliveries.event,
  about: deliveries.about,
  state: deliveries.state,
  attempts: deliveries.attempts,
  nextAt: deliveries.nextAt,
  triesUntil: deliveries.triesUntil,
  lastStatus: deliveries.lastStatus,
  lastCode: deliveries.lastCode,
  createdAt: deliveries.createdAt,
  deliveredAt: deliveries.deliveredAt,
};

/**
 * Messages to other systems, of one app. A message is `pending` until it was `delivered` or is `parked`; while it is
 * being sent, its next time is the end of the sender's lease. Those of a stream go out one after the other; a parked one
 * lets the later ones through, because they tell what is true by then.
 */
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /**
   * Adds messages in the transaction of what they tell, in this order. That transaction holds the row that the
   * messages are about, so their order in a stream is the order in which it changed.
   */
  async add(tx: Executor, messages: NewDelivery[]): Promise<void> {
    if (messages.length === 0) return;
    await tx.insert(deliveries).values(messages.map((message) => ({ ...message, appId: this.appId })));
  }

  /**
   * Takes up to `limit` messages to a receiver that are due and first in their stream. A message is claimed by one sender
   * at a time; who doesn't say how it went within `leaseMs` has lost it.
   */
  async claim(receiver: string, now: Date, leaseMs: number, limit: number): Promise<ClaimedDelivery[]> {
    const lease = new Date(now.getTime() + leaseMs);
    const claimed = await rows<Omit<ClaimedDelivery, "triesUntil"> & { triesUntil: string | Date }>(
      this.db,
      sql`with due as (
            select d.id from ${deliveries} d
            where d.app_id = ${this.appId} and d.receiver = ${receiver} and d.state = 'pending'
              and d.next_at <= ${now.toISOString()}::timestamptz
              and not exists (
                select 1 from ${deliveries} e
                where e.app_id = d.app_id and e.stream = d.stream and e.state = 'pending' and e.seq < d.seq)
            order by d.next_at, d.seq limit ${limit}
            for update of d skip locked
          )
          update ${deliveries} m set next_at = ${lease.toISOString()}::timestamptz, attempts = m.attempts + 1
          from due where m.id = due.id
          returning m.id, m.kind, m.event, m.sealed, m.attempts, m.tries_until as "triesUntil"`,
    );
    return claimed.map((message) => ({ ...message, triesUntil: new Date(message.triesUntil) }));
  }

  /** When the next message to a receiver may be due, if none before it is; null when nothing is pending. */
  async nextDue(receiver: string): Promise<Date | null> {
    const [next] = await this.db
      .select({ at: deliveries.nextAt })
      .from(deliveries)
      .where(and(this.isPending(), eq(deliveries.receiver, receiver)))
      .orderBy(deliveries.nextAt)
      .limit(1);
    return next?.at ?? null;
  }

  /** For whom something is pending. */
  async receivers(): Promise<string[]> {
    const found = await this.db
      .selectDistinct({ receiver: deliveries.receiver })
      .from(deliveries)
      .where(this.isPending());
    return found.map(({ receiver }) => receiver);
  }

  /** Whoever sent it, with or without a lease: the receiver has it. */
  async succeed(id: string, status: number, now: Date): Promise<void> {
    await this.db
      .update(deliveries)
      .set({ state: "delivered", lastStatus: status, lastCode: null, deliveredAt: now })
      .where(and(this.is(id), inArray(deliveries.state, statesBefore(DELIVERY_LIFECYCLE, "deliver"))));
  }

  /**
   * An attempt failed and there will be another; what waits behind it in its stream waits as long. Nothing happens if
   * the lease was lost.
   */
  async fail({ id, attempts }: ClaimedDelivery, { code, status }: Failure, nextAt: Date): Promise<void> {
    const next = sql`${nextAt.toISOString()}::timestamptz`;
    await this.db.execute(
      sql`with failed as (
            update ${deliveries} set next_at = ${next}, last_code = ${code}, last_status = ${status}
            where ${this.isClaimed(id, attempts)}
            returning app_id, stream, seq
          )
          update ${deliveries} later set next_at = ${next} from failed
          where later.app_id = failed.app_id and later.stream = failed.stream and later.seq > failed.seq
            and later.state = 'pending' and later.next_at < ${next}`,
    );
  }

  /** Given up until a person has it tried again. Nothing happens if the lease was lost. */
  async park({ id, attempts }: ClaimedDelivery, { code, status }: Failure): Promise<void> {
    await this.db
      .update(deliveries)
      .set({ state: "parked", lastCode: code, lastStatus: status })
      .where(this.isClaimed(id, attempts));
  }

  /**
   * Has a parked message tried again as if it were new.
   * @throws {DELIVERY_NOT_FOUND | DELIVERY_STATE} when it isn't parked.
   */
  async retry(id: string, when: { nextAt: Date; triesUntil: Date }): Promise<DeliveryView> {
    const [retried] = await this.db
      .update(deliveries)
      .set({ state: "pending", attempts: 0, ...when })
      .where(and(this.is(id), inArray(deliveries.state, statesBefore(DELIVERY_LIFECYCLE, "retry"))))
      .returning(VIEW);
    if (retried) return retried;
    const { state } = await this.get(id);
    throw failure("DELIVERY_STATE", { state });
  }

  /** @throws {DELIVERY_NOT_FOUND} */
  async get(id: string): Promise<DeliveryView> {
    const [found] = await this.db.select(VIEW).from(deliveries).where(this.is(id));
    if (!found) throw failure("DELIVERY_NOT_FOUND");
    return found;
  }

  /** Newest first. `before`: the `seq` of the last one of the page before. */
  async list(options: { state?: DeliveryState; limit: number; before?: number }): Promise<DeliveryView[]> {
    const { state, limit, before } = options;
    return this.db
      .select(VIEW)
      .from(deliveries)
      .where(
        and(
          eq(deliveries.appId, this.appId),
          state && eq(deliveries.state, state),
          before === undefined ? undefined : lt(deliveries.seq, before),
        ),
      )
      .orderBy(desc(deliveries.seq))
      .limit(limit);
  }

  /** Removes what was delivered before then. */
  async purge(before: Date): Promise<void> {
    await this.db
      .delete(deliveries)
      .where(
        and(
          eq(deliveries.appId, this.appId),
          eq(deliveries.state, "delivered"),
          lt(deliveries.deliveredAt, before),
        ),
      );
  }

  private is(id: string): SQL | undefined {
    return and(eq(deliveries.id, id), eq(deliveries.appId, this.appId));
  }

  private isPending(): SQL | undefined {
    return and(eq(deliveries.appId, this.appId), eq(deliveries.state, "pending"));
  }

  private isClaimed(id: string, attempts: number): SQL | undefined {
    return and(this.is(id), eq(deliveries.state, "pending"), eq(deliveries.attempts, attempts));
  }
}
