import { DateTime } from "luxon";
import { z } from "zod";
import { UUID_V4 } from "../model/ids.js";
import { REGULATIONS } from "../model/law.js";
import { MINUTE_MS } from "../model/time.js";
import { IdentitySchema } from "./identity.js";
import type { OpendsrProtocol } from "../model/protocols.js";

/** Clocks differ. */
const SKEW_MS = 5 * MINUTE_MS;
/** A person who asked longer ago than this was asked about too late in any case: more likely the time is wrong. */
const OLDEST = { years: 1 };

const MOST_IDENTITIES = 100;
const MOST_CALLBACKS = 10;
const LONGEST_URL = 2_048;
const LONGEST_VERSION = 20;

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

const required = (otherwise: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? "is required" : otherwise),
});

/**
 * The body that asks for an erasure (§ 7.1), as far as it doesn't depend on the time and the settings. OpenGDPR 1.0
 * was made for one regulation and has no field for it.
 * @param domain the processor's
 */
export function orderSchema(protocol: OpendsrProtocol, domain: string) {
  const regulation = z.enum(REGULATIONS, required(`must be one of ${REGULATIONS.join(", ")}`));
  return z.strictObject({
    regulation: protocol === "opengdpr1" ? regulation.default("gdpr") : regulation,
    subject_request_id: z
      .string(required("must be a text"))
      .regex(UUID_V4, "must be a UUID of version 4 in lower case"),
    subject_request_type: z.literal("erasure", required("isn't supported: only erasure is")),
    submitted_time: z.string(required("must be a text")).refine(isRfc3339, "must be a time as in RFC 3339"),
    subject_identities: z
      .array(IdentitySchema, required("must be a list"))
      .min(1, "must name somebody")
      .max(MOST_IDENTITIES, `must be at most ${MOST_IDENTITIES}`),
    api_version: z.string("must be a text").max(LONGEST_VERSION, "is too long").optional(),
    status_callback_urls: z
      .array(z.string("must be a text").max(LONGEST_URL, "is too long"), "must be a list")
      .max(MOST_CALLBACKS, `must be at most ${MOST_CALLBACKS}`)
      .optional(),
    extensions: z
      .record(z.string(), z.unknown(), "must be an object, by domain")
      // Those for others are theirs. An unknown one for us could name somebody who would then not be erased.
      .refine(
        (extensions) => !Object.hasOwn(extensions, domain),
        "has one for this processor, which knows none",
      )
      .optional(),
  });
}
export type OpendsrOrder = z.infer<ReturnType<typeof orderSchema>>;

/** What is wrong about when the person asked; undefined: nothing. */
export function submittedProblem({ submitted_time }: OpendsrOrder, now: Date): string | undefined {
  const submitted = new Date(submitted_time);
  if (submitted.getTime() > now.getTime() + SKEW_MS) return "is in the future";
  return submitted < DateTime.fromJSDate(now).minus(OLDEST).toJSDate()
    ? "is more than a year ago"
    : undefined;
}

/** Who is meant, in the words of the ledger. */
export function identitiesOf({ subject_identities: identities }: OpendsrOrder): {
  userIds: string[];
  emails: { value: string; format: "raw" | "sha256" }[];
} {
  const of = (type: string) => identities.filter(({ identity_type }) => identity_type === type);
  return {
    userIds: of("controller_customer_id").map(({ identity_value }) => identity_value),
    emails: of("email").map(({ identity_value: value, identity_format }) => ({
      value,
      format: identity_format === "sha256" ? "sha256" : "raw",
    })),
  };
}

const isRfc3339 = (text: string): boolean => RFC_3339.test(text) && DateTime.fromISO(text).isValid;
