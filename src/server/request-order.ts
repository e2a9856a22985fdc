import { z } from "@hono/zod-openapi";
import { HEX_32_ANY_CASE } from "../model/ids.js";
import { REGULATIONS } from "../model/law.js";
import { DAY_MS, MINUTE_MS } from "../model/time.js";
import { ApiError } from "./problem.js";
import { FreeText, Instant, UserId } from "./fields.js";

const MOST_USERS = 1_000;
const MOST_EMAILS = 100;
/** RFC 5321, 4.5.3.1.3, without the brackets of a path. */
const LONGEST_ADDRESS = 254;
const SKEW_MS = 5 * MINUTE_MS;
const OLDEST_MS = 366 * DAY_MS;

const ADDRESS =
  /^[^\s\p{Cc}\p{Cs}@<>()[\]:;,\\"]{1,64}@(?:[\p{L}\p{M}\p{N}-]{1,63}\.)+[\p{L}\p{M}\p{N}-]{2,63}$/u;

const Address = z
  .string()
  .max(LONGEST_ADDRESS)
  .refine((text) => ADDRESS.test(text), "is no e-mail address")
  .openapi({ description: "It is looked for among all users, and kept only as a keyed pseudonym." });

const Email = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("raw"), value: Address }),
  z.strictObject({
    format: z.literal("sha256"),
    value: z
      .string()
      .regex(HEX_32_ANY_CASE, "must be 64 hexadecimal digits")
      .openapi({ description: "SHA-256 of the address, trimmed and in lower case." }),
  }),
]);

/** A new erasure request, as it is handed in. */
export const RequestOrderSchema = z
  .strictObject({
    userId: UserId.optional(),
    userIds: z.array(UserId).min(1).max(MOST_USERS).optional(),
    email: Address.optional(),
    emails: z.array(Email).min(1).max(MOST_EMAILS).optional(),
    regulation: z.enum(REGULATIONS).default("gdpr"),
    receivedAt: Instant.optional().openapi({
      description: "When the person asked: it starts the legal clock. At most a year ago; without it, now.",
    }),
    reason: FreeText.optional(),
    policy: z.string().min(1).max(LONGEST_ADDRESS).optional().openapi({
      description: "Name of a policy of the service; without it, the one for erasure requests.",
    }),
    app: z.string().max(64).optional().openapi({
      description: "The TalkJS app; the call is refused when the service works on another one.",
    }),
  })
  .refine(({ userId, userIds }) => !userId || !userIds, {
    path: ["userIds"],
    error: "give userId or userIds, not both",
  })
  .refine(({ email, emails }) => !email || !emails, {
    path: ["emails"],
    error: "give email or emails, not both",
  })
  .refine(({ userId, userIds, email, emails }) => userId ?? userIds ?? email ?? emails, {
    path: ["userId"],
    error: "whom is it about? Give at least one user ID or e-mail address",
  })
  .openapi("NewErasureRequest");
export type RequestOrderBody = z.infer<typeof RequestOrderSchema>;

/** Why a deadline is extended. */
export const RequestExtensionSchema = z.strictObject({ reason: FreeText });

/** Whom it is about, each once. */
export function identitiesOf({ userId, userIds, email, emails }: RequestOrderBody) {
  const addresses = emails ?? (email === undefined ? [] : [{ format: "raw" as const, value: email }]);
  return {
    userIds: [...new Set(userIds ?? (userId === undefined ? [] : [userId]))],
    emails: [...new Map(addresses.map((each) => [`${each.format} ${each.value}`, each])).values()],
  };
}

/** @throws {ApiError} 422 when it lies in the future or so far back that it can't be meant. */
export function receivedAtOf({ receivedAt }: RequestOrderBody, now: Date): Date {
  if (!receivedAt) return now;
  const age = now.getTime() - receivedAt.getTime();
  if (age < -SKEW_MS) throw refused("lies in the future");
  if (age > OLDEST_MS) throw refused("is more than a year ago");
  return receivedAt;
}

function refused(problem: string): ApiError {
  return new ApiError(422, "INVALID", `The time of receipt ${problem}.`, undefined, [
    { path: "receivedAt", problem },
  ]);
}
