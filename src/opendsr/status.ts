import {
  REQUEST_LIFECYCLE,
  type OpendsrOutcome,
  type OpendsrStatus,
  type RequestState,
} from "../model/request-lifecycle.js";
import type { Request } from "../ledger/requests/requests.js";
import { PROTOCOL, type OpendsrProtocol } from "../model/protocols.js";

/** Never goes back: what was begun and waits for another try is still in progress. */
export function requestStatus({ state, begunAt }: Pick<Request, "state" | "begunAt">): OpendsrStatus {
  const [status] = REQUEST_LIFECYCLE[state].opendsr;
  return status === "pending" && begunAt ? "in_progress" : status;
}

export interface StatusBody {
  controller_id: string;
  expected_completion_time: string;
  subject_request_id: string;
  request_status: OpendsrStatus;
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
  const [, outcome] = REQUEST_LIFECYCLE[state].opendsr;
  const deadline = request.deadline.toISOString();
  return {
    controller_id: request.createdBy,
    expected_completion_time: deadline,
    subject_request_id: request.controllerRequestId ?? "",
    request_status: requestStatus(request),
    api_version: PROTOCOL[protocol].version,
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
