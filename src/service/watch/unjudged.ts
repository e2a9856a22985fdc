import { WATCH_UNJUDGED } from "../../model/actions.js";
import { POLICY_UNREADABLE } from "../../model/watch-lifecycle.js";
import type { AuditActions } from "../../ledger/evidence/actions.js";
import type { Executor } from "../../ledger/database.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { JobContext } from "../context.js";
import { ErasurePolicies, type ErasurePoliciesContext } from "./erasure-policies.js";

/** Of whom a watch couldn't tell whether they are blank. */
export interface Unjudged {
  /** On the suppression list, whom these runs erased. */
  people: number;
  /** Runs whose policy couldn't be read when the watch ended: the first hundred. */
  runs: number[];
}

const MOST_RUNS = 100;

/** All people on the list of a watch whose runs can't be read any more. Only asked for when a page had some. */
export async function findUnjudged(
  { fromApp }: Pick<Watch, "fromApp">,
  context: ErasurePoliciesContext & Pick<JobContext, "suppression">,
): Promise<Unjudged> {
  const erasers = await context.suppression.erasers(fromApp);
  const policies = new ErasurePolicies(context);
  await policies.open(erasers.map(({ runId }) => runId));
  const unreadable = erasers.filter(({ runId }) => policies.of(runId) === undefined);
  return {
    people: unreadable.reduce((sum, { people }) => sum + people, 0),
    runs: unreadable.slice(0, MOST_RUNS).map(({ runId }) => runId),
  };
}

/** Writes down with the end of a watch of whom it couldn't tell. */
export const recordUnjudged = (
  tx: Executor,
  watch: Pick<Watch, "id">,
  { people, runs }: Unjudged,
  { actions }: Pick<JobContext, "actions">,
): Promise<void> => actions.record(tx, WATCH_UNJUDGED, watch.id, { people, runs });

/** The same, of a watch that has ended; null where it could tell of everybody. */
export async function unjudgedOf(
  { id, code }: Pick<Watch, "id" | "code">,
  { actions }: { actions: Pick<AuditActions, "of"> },
): Promise<Unjudged | null> {
  if (!isUnjudged(code)) return null;
  const detail = (await actions.of(WATCH_UNJUDGED, id)).at(-1)?.detail ?? {};
  const { people, runs } = detail;
  return {
    people: typeof people === "number" ? people : 0,
    runs: Array.isArray(runs) ? runs.filter((run) => typeof run === "number") : [],
  };
}

/** Codes of a watch are separated by commas. */
export const isUnjudged = (code: string | null): boolean =>
  code?.split(",").includes(POLICY_UNREADABLE) ?? false;
