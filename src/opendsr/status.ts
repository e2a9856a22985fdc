import type { RequestState } from "../ledger/request-states.js";
import type { Request } from "../ledger/requests.js";
import { API_VERSIONS, type OpendsrProtocol } from "./protocol.js";

export const REQUEST_STATUSES = ["pending", "in_progress", "completed", "cancelled"] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

/** What OpenDSR has no word for. */
export const OUTCOMES = ["erased", "not_found", "retained_in_part", "held", "failed", "cancelled"] as const;
export type OpendsrOutcome = (typeof OUTCOMES)[number];

/** OpenDSR knows four (§ 8). What failed or is held is never completed, because nothing says that it was erased. */
const STATUSES: Record<RequestState, RequestStatus> = {
  received: "pending",
  waiting: "pending",
  resolving: "pending",
  queued: "pending",
  scrubbing: "in_progress",
  verified: "in_progress",
  held: "in_progress",
  failed: "in_progress",
  completed: "completed",
  partly_retained: "completed",
  not_found: "completed",
  cancelled: "cancelled",
};

const OUTCOMES_OF: Partial<Record<RequestState, OpendsrOutcome>> = {
  completed: "erased",
  not_found: "not_found",
  partly_retained: "retained_in_part",
  held: "held",
  failed: "failed",
  cancelled: "cancelled",
};

/** Never goes back: what was begun and waits for another try is still in progress. */
export function requestStatus({ state, begunAt }: Pick<Request, "state" | "begunAt">): RequestStatus {
  const status = STATUSES[state];
  return status === "pending" && begunAt ? "in_progress" : status;
}

export interface StatusBody {
  controller_id: string;
  expected_completion_time: string;
  subject_request_id: string;
  request_status: RequestStatus;
  api_version: string;
  /** By the processor's domain. */
  extensions: Record<string, StatusExtension>;
}

export interface StatusExtension {
  state: RequestState;
  /** Absent while nothing has come of it yet. */
  outcome?: OpendsrOutcome;
  deadline: string;
  /** The deadline was extended, once. */
  extended?: true;
  /** Why it failed, is held or was retained. */
  code?: string;
}

/** How a request stands, without a word about the person. @param domain the processor's */
export function statusBody(request: Request, domain: string, protocol: OpendsrProtocol): StatusBody {
  const { state, code, extendedAt } = request;
  const outcome = OUTCOMES_OF[state];
  const deadline = request.deadline.toISOString();
  return {
    controller_id: request.createdBy,
    expected_completion_time: deadline,
    subject_request_id: request.controllerRequestId ?? "",
    request_status: requestStatus(request),
    api_version: API_VERSIONS[protocol],
    extensions: {
      [domain]: {
        state,
        ...(outcome && { outcome }),
        deadline,
        ...(extendedAt && { extended: true }),
        ...(code !== null && { code }),
      },
    },
  };
}
