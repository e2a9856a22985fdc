import { z } from "zod";
import { REALTIME_ROUTES } from "../realtime/keys.js";
import { API_ROUTES, BATCH_ROUTE } from "../routes/keys.js";

const milliseconds = z.number().min(0).max(600_000);

/** What a fault can be aimed at: requests of the REST API, or calls of the Realtime API. */
export type Side = "rest" | "socket";

const KEYS: Record<Side, readonly string[]> = {
  rest: [...API_ROUTES, BATCH_ROUTE],
  socket: REALTIME_ROUTES,
};

const methodOf = (key: string): string => key.slice(0, key.indexOf(" "));
const templateOf = (key: string): string => key.slice(key.indexOf(" ") + 1);

/** `own`: the side that is meant when none is named. */
function matchOf<S extends Side>(own: S, sides: readonly Side[]) {
  const match = z.strictObject({
    /** @default "rest", or "socket" where nothing else is possible */
    over: z.enum(sides).optional(),
    method: z.enum([...new Set(sides.flatMap((side) => KEYS[side].map(methodOf)))]).optional(),
    /** A template, such as `/users/{id}`. */
    route: z.enum([...new Set(sides.flatMap((side) => KEYS[side].map(templateOf)))]).optional(),
    /** What the path begins with, percent-encoded as it is sent: over REST, what follows `/v1/{appId}`. */
    path: z.string().startsWith("/").optional(),
  });
  return match.superRefine(({ over = own, method, route }, context) => {
    const keys = KEYS[over];
    if (method !== undefined && !keys.some((key) => methodOf(key) === method))
      context.addIssue({ code: "custom", path: ["method"], message: `there is none such over ${over}` });
    if (route !== undefined && !keys.some((key) => templateOf(key) === route))
      context.addIssue({ code: "custom", path: ["route"], message: `there is none such over ${over}` });
  });
}

const often = {
  /** The share of the matching requests, calls, events (or users) that it hits, drawn by the sandbox's seed. @default 1 */
  rate: z.number().min(0).max(1).optional(),
  /** How many times it strikes before it is spent. @default no end */
  times: z.number().int().min(1).optional(),
};

const ofEither = { ...often, match: matchOf("rest", ["rest", "socket"]).optional() };
const ofRest = { ...often, match: matchOf("rest", ["rest"]).optional() };
const ofSocket = { ...often, match: matchOf("socket", ["socket"]).optional() };

/** A browser can be told more than REST is: that a token isn't taken, or that the plan doesn't include it. */
const LEAST_STATUS: Record<Side, number> = { rest: 500, socket: 400 };

const StatusSchema = z
  .strictObject({ kind: z.literal("status"), status: z.number().int().min(400).max(599), ...ofEither })
  .superRefine(({ status, match }, context) => {
    const least = LEAST_STATUS[match?.over ?? "rest"];
    if (status < least)
      context.addIssue({ code: "custom", path: ["status"], message: `must be from ${least} to 599` });
  });

/** One fault on demand, as `POST /_sandbox/faults` takes it. */
export const FaultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("latency"), ms: milliseconds, ...ofEither }),
  StatusSchema,
  z.strictObject({ kind: z.literal("reset-before"), ...ofRest }),
  z.strictObject({ kind: z.literal("reset-after"), ...ofRest }),
  /** `retryAfter` in seconds; without it the answer has no `Retry-After`, which a socket's never has. */
  z.strictObject({ kind: z.literal("429"), retryAfter: z.number().int().min(0).optional(), ...ofEither }),
  /** The change is applied at once and the head is sent; the body takes `ms`. */
  z.strictObject({ kind: z.literal("slow-body"), ms: milliseconds, ...ofRest }),
  /** The change is applied, the status is right, the body ends in mid-JSON. */
  z.strictObject({ kind: z.literal("malformed-json"), ...ofRest }),
  /** Any edit, bulk or single, that contains this user is a 400. */
  z.strictObject({ kind: z.literal("poison"), userId: z.string(), ...ofRest }),
  /** Clearing this field answers 200 and does nothing. */
  z.strictObject({ kind: z.literal("keep-field"), field: z.string(), ...ofRest }),
  /** Any edit, bulk or single, that clears this field is a 400. */
  z.strictObject({ kind: z.literal("refuse-field"), field: z.string(), ...ofRest }),
  /** The socket breaks at a call, which stays without an answer. `applied`: whether it was done. @default false */
  z.strictObject({ kind: z.literal("drop"), applied: z.boolean().optional(), ...ofSocket }),
  /** The session ends at a call, which is a 401; the socket stays. */
  z.strictObject({ kind: z.literal("session-expired"), ...ofSocket }),
  /** A restart of the server is announced at a call, which isn't applied; then the socket breaks. */
  z.strictObject({ kind: z.literal("restart"), ...ofSocket }),
  /** Events, whatever of, that aren't sent. */
  z.strictObject({ kind: z.literal("lose-events"), ...often }),
  /**
   * The Realtime API shows users, or this one, as they were before the first edit under it. Each look at a user is a
   * strike.
   */
  z.strictObject({ kind: z.literal("stale-public"), userId: z.string().optional(), ...often }),
]);

export type Fault = z.infer<typeof FaultSchema>;
