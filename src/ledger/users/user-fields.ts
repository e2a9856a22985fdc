import { and, eq, inArray, isNotNull, ne, notInArray, sql } from "drizzle-orm";
import { MOST_FIELD_NAMES, type TrialResult } from "../../model/field-trial.js";
import type { Database, Executor } from "../database.js";
import { userFields } from "../schema.js";

export type UserFieldRow = typeof userFields.$inferSelect;

/** What came of clearing a field, as it is kept. */
export interface FieldTrial {
  name: string;
  result: TrialResult;
  /** Of TalkJS's API. */
  version: string;
  at: Date;
  mac: string;
}

/**
 * Fields of an app's users that TalkJS sends and nobody here knows, by their names or the pseudonyms of those. At most
 * {@link MOST_FIELD_NAMES}: further names find no room.
 */
export class UserFields {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** All of them, as they came. */
  async list(executor: Executor = this.db): Promise<UserFieldRow[]> {
    return executor
      .select()
      .from(userFields)
      .where(eq(userFields.appId, this.appId))
      .orderBy(userFields.firstSeen, userFields.name);
  }

  /** Notes that somebody holds something in these fields. */
  async meet(tx: Executor, names: Iterable<string>, at: Date): Promise<void> {
    const seen = [...new Set(names)].sort();
    if (seen.length === 0) return;
    // Whoever adds names at the same moment would not see ours.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`scrubjay/fields/${this.appId}`}))`);
    const known = new Set((await this.list(tx)).map(({ name }) => name));
    const fresh = seen
      .filter((name) => !known.has(name))
      .slice(0, Math.max(0, MOST_FIELD_NAMES - known.size));
    const again = seen.filter((name) => known.has(name));
    if (fresh.length > 0)
      await tx
        .insert(userFields)
        .values(fresh.map((name) => ({ appId: this.appId, name, firstSeen: at, lastSeen: at })));
    if (again.length > 0)
      await tx
        .update(userFields)
        .set({ lastSeen: sql`greatest(${userFields.lastSeen}, ${at.toISOString()}::timestamptz)` })
        .where(and(eq(userFields.appId, this.appId), inArray(userFields.name, again)));
  }

  /** Notes how many users hold something in each, of all that there are. */
  async count(tx: Executor, users: Readonly<Record<string, number>>, at: Date): Promise<void> {
    const names = Object.keys(users);
    await this.meet(tx, names, at);
    const ofApp = eq(userFields.appId, this.appId);
    const others = names.length > 0 ? and(ofApp, notInArray(userFields.name, names)) : ofApp;
    await tx.update(userFields).set({ users: 0, countedAt: at }).where(others);
    for (const [name, count] of Object.entries(users))
      await tx
        .update(userFields)
        .set({ users: count, countedAt: at })
        .where(and(ofApp, eq(userFields.name, name)));
  }

  /** Forgets what came of clearing these; undefined: those that stay. @returns of which something was forgotten. */
  async forget(names: readonly string[] | undefined): Promise<string[]> {
    const which = names ? inArray(userFields.name, [...names]) : ne(userFields.trial, "cleared");
    const forgotten = await this.db
      .update(userFields)
      .set({ trial: null, trialVersion: null, trialAt: null, trialMac: null })
      .where(and(eq(userFields.appId, this.appId), isNotNull(userFields.trial), which))
      .returning({ name: userFields.name });
    return forgotten.map(({ name }) => name).sort();
  }

  /** Notes what came of clearing one, which may be new. */
  async note({ name, result, version, at, mac }: FieldTrial): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.meet(tx, [name], at);
      await tx
        .update(userFields)
        .set({ trial: result, trialVersion: version, trialAt: at, trialMac: mac })
        .where(and(eq(userFields.appId, this.appId), eq(userFields.name, name)));
    });
  }
}
