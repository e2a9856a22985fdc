import type { Request } from "../ledger/requests/requests.js";
import type { OpendsrStatus } from "../model/request-lifecycle.js";
import { requestStatus, statusBody } from "./status.js";

/**
 * What a callback tells of a change (§ 8.6), as the exact text to sign and send; null where the controller would hear
 * nothing new: it knows four statuses, and this service many states.
 * @param before the request as it was; null when it has just been handed in.
 * @param domain the processor's
 */
export function callbackBody(
  request: Request,
  before: Request | null,
  url: string,
  domain: string,
): { event: OpendsrStatus; body: string } | null {
  if (request.protocol === "v1") return null;
  const event = requestStatus(request);
  if (before && requestStatus(before) === event) return null;
  const status = statusBody(request, domain, request.protocol);
  return { event, body: JSON.stringify({ ...status, status_callback_url: url }) };
}
