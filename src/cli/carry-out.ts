import { createRun, type RunOrder } from "../../jobs/create-run.js";
import type { Run } from "../ledger/runs.js";
import { follow } from "./follow.js";
import type { Output } from "./output.js";
import type { Workshop } from "../wiring/workshop.js";

/** Makes a run, takes part in its work, and follows it until there is nothing more to do without a person. */
export async function carryOut(
  workshop: Workshop,
  order: RunOrder,
  out: Output,
  signal: AbortSignal,
): Promise<Run> {
  const runId = await createRun(order, workshop.context);
  workshop.startWorkers();
  return follow(workshop, runId, out, signal);
}
