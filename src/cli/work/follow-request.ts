import { failure } from "../../base/errors.js";
import { MOVING_REQUEST_STATES } from "../../model/request-lifecycle.js";
import * as Requests from "../../contracts/requests.js";
import type { RequestView } from "../../contracts/requests.js";
import type { ApiClient } from "../api/client.js";
import { followUntil } from "./follow.js";
import type { Output } from "../io/output.js";
import type { Step } from "../io/progress.js";

/** Takes part in the work where no service does it, and follows a request until it stands still. */
export async function followRequest(
  api: ApiClient,
  id: string,
  out: Output,
  signal: AbortSignal,
): Promise<RequestView> {
  api.takePart();
  try {
    return await followUntil(api, out, signal, {
      poll: () => api.call(Requests.get, { params: { id } }),
      step: stepOf,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw failure("INTERRUPTED.request", { request: id });
  }
}

function stepOf({ state, subjects }: RequestView): Step | undefined {
  if (!MOVING_REQUEST_STATES.includes(state)) return undefined;
  const done = subjects.filter((person) => person.state === "settled").length;
  return { label: `Request ${state}`, done, total: state === "scrubbing" ? subjects.length : undefined };
}
