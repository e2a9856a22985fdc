import type { ASKED_RUN_KINDS } from "../../model/kinds.js";
import * as Runs from "../../contracts/runs.js";
import type { RunView } from "../../contracts/runs.js";
import type { Policy } from "../../policy/policy.js";
import type { ApiClient } from "../api/client.js";
import { follow } from "./follow.js";
import type { Output } from "../io/output.js";

/** What a person asks for: as the API takes it, and whom it is about. */
export interface RunRequest {
  kind: (typeof ASKED_RUN_KINDS)[number];
  policy: Policy;
  /** Apply as soon as the plan is complete and within its limits. */
  apply: boolean;
  /** User IDs; undefined: page through everybody. */
  ids: AsyncIterable<string> | Iterable<string> | undefined;
}

/** Makes a run, takes part in its work, and follows it until there is nothing more to do without a person. */
export async function carryOut(
  api: ApiClient,
  request: RunRequest,
  out: Output,
  signal: AbortSignal,
): Promise<RunView> {
  const { run } = await order(api, request);
  api.takePart();
  await follow(api, run, out, signal);
  return api.call(Runs.get, { params: { run } });
}

function order(api: ApiClient, { ids, ...rest }: RunRequest): Promise<RunView> {
  return api.call(Runs.create, ids ? { lines: listed(rest, ids) } : { body: rest });
}

async function* listed(
  head: Omit<RunRequest, "ids">,
  ids: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<unknown> {
  yield head;
  yield* ids;
}
