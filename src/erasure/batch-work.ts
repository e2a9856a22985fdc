import { type HoldGround, holdReason } from "../model/law.js";
import type { WidenedRow, WorklistRow } from "../ledger/runs/worklist.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User } from "../talkjs/user.js";
import type { Witness } from "../talkjs/witness/witness.js";
import { addJudgement, blankedSoFar, pendingOf, type BatchUser } from "./batch-user.js";
import type { Judgement } from "./judgement.js";
import { readUsers, type Reading } from "./read-users.js";
import { SeenBlank, type Recognition } from "./seen-blank.js";
import type { Settlements } from "./settlements.js";

export interface ScrubBatch extends Recognition {
  /** Authenticated. */
  rows: WorklistRow[];
  /** An earlier attempt may have sent its edit. */
  startedBefore: boolean;
  /** Look at everybody and at exclusions again just before the edit. */
  freshLook: boolean;
  cursorOf: (listPage: number) => string | undefined;
  /**
   * Makes the beginning durable and answers the number of this attempt, or null when nobody may edit the batch any
   * more; called once, before the first edit.
   */
  begin: () => Promise<number | null>;
  /** Looks at whoever was read back; undefined: the policy doesn't want it. */
  witness?: SecondWitness | undefined;
  /** How often it has waited for reads to show what was sent. */
  waited: number;
  /** Of whom this run may have sent an edit before, and no other run since. */
  claimed: (subjects: string[]) => Promise<ReadonlySet<string>>;
  /** Durable before the first edit of somebody. @returns those whom no other run is editing. */
  claim: (subjects: string[]) => Promise<ReadonlySet<string>>;
  /** Makes durable, before it is sent, what an edit blanks that the plan didn't know of. */
  widen: (rows: WidenedRow[]) => Promise<void>;
  online: () => Promise<ReadonlySet<string>>;
  /** Legal holds that stand now: pseudonym → ground. Asked before every edit, and again when its turn to be sent has come. */
  holds: (subjects: string[]) => Promise<ReadonlyMap<string, HoldGround>>;
}

/** Shows people as other chat participants see them; whoever it looks as can't be one of them. */
export type SecondWitness = Pick<Witness, "look" | "user">;

export interface WorkOptions {
  clock: () => Date;
  signal: AbortSignal;
}

/** A user of a batch as TalkJS has them now. */
export type Found = Reading & { user: User };

export const isFound = (reading: Reading | undefined): reading is Found =>
  reading !== undefined && reading.user !== null;

/** Between edits, in milliseconds: reads of TalkJS can be seconds behind what it took. */
export const WAITS_MS: readonly number[] = [500, 1_000, 2_000, 4_000];
/** Until somebody is looked at again whom another run is editing. */
const BUSY_MS = 1_000;

/** What all steps of a batch share: how people are read, judged, and left alone. */
export class BatchWork {
  readonly #late = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #seenBlank: SeenBlank;
  /** Pseudonyms of those who are online, once somebody asked. */
  #online: ReadonlySet<string> | undefined;

  constructor(
    readonly talkjs: TalkJS,
    readonly batch: ScrubBatch,
    readonly options: WorkOptions,
    readonly settlements: Settlements,
  ) {
    this.#seenBlank = new SeenBlank(batch.rows, batch, settlements);
  }

  async read(users: BatchUser[]): Promise<Map<string, Reading>> {
    const { cursorOf } = this.batch;
    const places = users.map(({ id, row }) => ({ id, listPage: row.listPage }));
    const onPage = (page: readonly User[], at: Date) => this.#seenBlank.meet(page, at);
    return readUsers(this.talkjs, places, { cursorOf, onPage, ...this.options });
  }

  judge(reading: Found): Judgement {
    return this.batch.policy.judge(reading.user, this.batch.trials);
  }

  /** Whether TalkJS may be given time to show what it took. */
  get mayWait(): boolean {
    return this.batch.waited < WAITS_MS.length;
  }

  /** Of this person reads don't show yet what TalkJS took. It hasn't ended for them. */
  waitFor(user: Pick<BatchUser, "row">): void {
    this.#late.add(user.row.subject);
  }

  /** @returns those whom this run may edit; another one is editing the others, and it hasn't ended for them. */
  async claim(users: BatchUser[]): Promise<BatchUser[]> {
    const ours = await this.batch.claim(users.map(({ row }) => row.subject));
    for (const { row } of users) if (!ours.has(row.subject)) this.#busy.add(row.subject);
    return users.filter(({ row }) => ours.has(row.subject));
  }

  isWaiting({ subject }: WorklistRow): boolean {
    return this.#late.has(subject) || this.#busy.has(subject);
  }

  /** When the others are to be taken up again; null: there are none. */
  get again(): { inMs: number; waited: number } | null {
    const { waited } = this.batch;
    if (this.#late.size > 0) return { inMs: WAITS_MS[waited] ?? BUSY_MS, waited: waited + 1 };
    return this.#busy.size > 0 ? { inMs: BUSY_MS, waited } : null;
  }

  /** What holds something is edited next. */
  goOn(user: BatchUser, reading: Reading, judgement: Judgement): void {
    user.reading = reading;
    addJudgement(this.batch.policy, user, judgement);
  }

  /** People whom the plan saw blank and who were met on a page, and hold something again. */
  async takeReturned(): Promise<BatchUser[]> {
    const open: BatchUser[] = [];
    for (const { user, reading } of this.#seenBlank.takeReturned()) {
      const remaining = pendingOf(user, this.batch.policy);
      if (!this.batch.freshLook || !(await this.isExcluded(user, reading, remaining))) open.push(user);
    }
    return open;
  }

  /** Whether the policy leaves somebody alone as they are now; then it has ended for them. */
  async isExcluded(
    user: BatchUser,
    reading: Reading,
    remaining: string[],
    blanked: { fields: string[]; keys?: string[] } = { fields: [] },
  ): Promise<boolean> {
    this.#online ??= await this.batch.online();
    const context = { now: this.options.clock(), online: this.#online };
    const reason = reading.user && this.batch.policy.exclusionOf(reading.user, user.row.subject, context);
    if (reason)
      this.settlements.settle(user, { outcome: "excluded", reason, ...blanked, remaining, reading });
    return reason !== null;
  }

  /** Leaves out whoever has come under a legal hold by now; what was blanked before stays recorded. */
  async excludeHeld(users: BatchUser[]): Promise<BatchUser[]> {
    const holds = await this.batch.holds(users.map(({ row }) => row.subject));
    return users.filter((user) => {
      const ground = holds.get(user.row.subject);
      if (!ground) return true;
      const remaining = pendingOf(user, this.batch.policy);
      const end = { reason: holdReason(ground), remaining, ...blankedSoFar(user, remaining) };
      this.settlements.settle(user, { outcome: "excluded", ...end });
      return false;
    });
  }

  /** Whether somebody who was read may be edited as they are now. */
  async mayEdit(user: BatchUser): Promise<boolean> {
    if ((await this.excludeHeld([user])).length === 0) return false;
    if (!this.batch.freshLook || !user.reading) return true;
    const pending = pendingOf(user, this.batch.policy);
    return !(await this.isExcluded(user, user.reading, pending, blankedSoFar(user, pending)));
  }
}
