import { z } from "zod";
import { API_ROUTES, BATCH_ROUTE } from "../routes/keys.js";

const milliseconds = z.number().min(0).max(600_000);

const MatchSchema = z.strictObject({
  method: z.enum(["GET", "PUT", "POST", "PATCH", "DELETE"]).optional(),
  /** A template, such as `/users/{id}`. */
  route: z
    .enum([...new Set([...API_ROUTES, BATCH_ROUTE].map((key) => key.slice(key.indexOf(" ") + 1)))])
    .optional(),
  /** What the path begins with after `/v1/{appId}`, percent-encoded as it is sent. */
  path: z.string().startsWith("/").optional(),
});

const common = {
  /** The share of the matching requests (or users) that it hits, drawn by the sandbox's seed. @default 1 */
  rate: z.number().min(0).max(1).optional(),
  /** How many times it strikes before it is spent. @default no end */
  times: z.number().int().min(1).optional(),
  match: MatchSchema.optional(),
};

/** One fault on demand, as `POST /_sandbox/faults` takes it. */
export const FaultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("latency"), ms: milliseconds, ...common }),
  z.strictObject({ kind: z.literal("status"), status: z.number().int().min(500).max(599), ...common }),
  z.strictObject({ kind: z.literal("reset-before"), ...common }),
  z.strictObject({ kind: z.literal("reset-after"), ...common }),
  /** `retryAfter` in seconds; without it the answer has no `Retry-After`. */
  z.strictObject({ kind: z.literal("429"), retryAfter: z.number().int().min(0).optional(), ...common }),
  /** The change is applied at once and the head is sent; the body takes `ms`. */
  z.strictObject({ kind: z.literal("slow-body"), ms: milliseconds, ...common }),
  /** The change is applied, the status is right, the body ends in mid-JSON. */
  z.strictObject({ kind: z.literal("malformed-json"), ...common }),
  /** Any edit, bulk or single, that contains this user is a 400. */
  z.strictObject({ kind: z.literal("poison"), userId: z.string(), ...common }),
  /** Clearing this field answers 200 and does nothing. */
  z.strictObject({ kind: z.literal("keep-field"), field: z.string(), ...common }),
  /** Any edit, bulk or single, that clears this field is a 400. */
  z.strictObject({ kind: z.literal("refuse-field"), field: z.string(), ...common }),
]);

export type Fault = z.infer<typeof FaultSchema>;
