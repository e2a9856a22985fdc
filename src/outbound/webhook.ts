import { Webhook } from "standardwebhooks";

/** A webhook's body: what happened, when, and about what. */
export function webhookBody(type: string, at: Date, data: Record<string, unknown>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/**
 * The headers of one attempt. The time is that of the attempt, so that a receiver may refuse old ones; the ID stays
 * the same.
 * @param secret `whsec_` and base64.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(
  { id, body, at }: { id: string; body: string; at: Date },
  secret: string,
): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
}
