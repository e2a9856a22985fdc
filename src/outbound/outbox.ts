import type { Executor } from "../ledger/database.js";
import type { Request } from "../ledger/requests/requests.js";

/** A message of ours to the systems named by SCRUBJAY_WEBHOOK_URLS. */
export interface WebhookMessage {
  /** Such as `request.completed`. */
  type: string;
  /** The request, run or schedule that it is about; messages about one go out in order. */
  about: string;
  data: Record<string, unknown>;
}

/**
 * Writes down what other systems are to be told, in the transaction that changes it: what is committed is told,
 * however the process ends, and nothing else.
 */
export interface Outbox {
  /**
   * For the request's callback URLs (OpenDSR) and, where the new state is one that webhooks tell, for those.
   * @param before the request as it was; null when it has just been handed in.
   */
  requestChanged(tx: Executor, request: Request, before: Request | null): Promise<void>;
  webhook(tx: Executor, message: WebhookMessage): Promise<void>;
}
