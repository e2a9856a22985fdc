import { sql } from "drizzle-orm";
import type { RunKind } from "../../model/kinds.js";
import { rows, type Executor } from "../database.js";
import { runs } from "../schema.js";
import { emptyTally } from "./tally.js";

export interface NewRun {
  kind: RunKind;
  autoApply: boolean;
  listed: boolean;
  policyDigest: string;
  /** Under which key its people are pseudonyms in the evidence. */
  epoch: number;
  /** The actor who asks for it. */
  createdBy: string;
  watchId: number | null;
  /** The origin of the API whose people it erases. */
  apiOrigin: string;
  toolVersion: string;
}

/** What binds a run to what was ordered: both depend on its number. */
export interface RunBinding {
  /** Encrypted. */
  policy: string;
  scanMac: string;
}

/** A run before what is encrypted or authenticated of it is made. */
export type UnboundRun = NewRun &
  Pick<typeof runs.$inferSelect, "id" | "appId" | "scanPage" | "scanCursor" | "tally">;

/** In state `planning`, with a number that it has before it is encrypted or authenticated. @returns the number. */
export async function insertRun(
  tx: Executor,
  order: NewRun & Pick<typeof runs.$inferSelect, "appId">,
  bind: (run: UnboundRun) => RunBinding,
): Promise<number> {
  const run = { ...order, id: await nextId(tx), scanPage: 0, scanCursor: null, tally: emptyTally() };
  await tx.insert(runs).values({ ...run, ...bind(run), state: "planning" });
  return run.id;
}

async function nextId(tx: Executor): Promise<number> {
  const next = sql`select nextval(pg_get_serial_sequence('scrubjay.runs', 'id'))::int as id`;
  const [found] = await rows<{ id: number }>(tx, next);
  if (!found) throw new Error("a sequence answered no row");
  return found.id;
}
