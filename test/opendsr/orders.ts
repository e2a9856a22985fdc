import { randomUUID } from "node:crypto";

/** The body of a controller's request, as JSON would be parsed: what is undefined is absent. */
export function orderOf(change: Record<string, unknown> = {}): Record<string, unknown> {
  const order = {
    regulation: "gdpr",
    subject_request_id: randomUUID(),
    subject_request_type: "erasure",
    submitted_time: "2026-03-01T10:00:00Z",
    subject_identities: [
      { identity_type: "controller_customer_id", identity_value: "u-1", identity_format: "raw" },
    ],
    ...change,
  };
  return JSON.parse(JSON.stringify(order)) as Record<string, unknown>;
}
