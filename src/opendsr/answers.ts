import type { Request } from "../ledger/requests/requests.js";
import { PROTOCOL, type OpendsrProtocol } from "../model/protocols.js";
import { CERTIFICATE_PATH, SUPPORTED_IDENTITIES } from "./protocol.js";

/** What this processor can do (§ 6.3). @param domain the processor's: the certificate must be had from it */
export const discoveryBody = (domain: string, protocol: OpendsrProtocol) => ({
  api_version: PROTOCOL[protocol].version,
  supported_identities: SUPPORTED_IDENTITIES,
  supported_subject_request_types: ["erasure" as const],
  processor_certificate: `https://${domain}${CERTIFICATE_PATH}`,
});

/**
 * The receipt for a request (§ 7.3), the same however often it is handed in.
 * @param raw the request's body, which the answer repeats in base64: it goes nowhere but into this answer.
 */
export const receiptBody = (request: Request, raw: Uint8Array) => ({
  controller_id: request.createdBy,
  expected_completion_time: request.deadline.toISOString(),
  received_time: request.createdAt.toISOString(),
  encoded_request: Buffer.from(raw).toString("base64"),
  subject_request_id: request.controllerRequestId ?? "",
});

/** The answer to a cancellation (§ 9.2). @param at when that was received */
export const cancellationBody = (request: Request, at: Date, protocol: OpendsrProtocol) => ({
  controller_id: request.createdBy,
  subject_request_id: request.controllerRequestId ?? "",
  received_time: at.toISOString(),
  api_version: PROTOCOL[protocol].version,
});
