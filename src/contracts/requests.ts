import { z } from "@hono/zod-openapi";
import { canonicalAddress, LONGEST_TYPED_ADDRESS } from "../model/email-address.js";
import { HEX_32_ANY_CASE } from "../model/ids.js";
import { REGULATIONS, EXTENSIONS } from "../model/law.js";
import { FreeText, Instant, UserId, time, UuidParam } from "./fields.js";
import { listOf } from "./list.js";
import { REQUEST_EVENTS } from "../model/request-history.js";
import { REQUEST_STATES } from "../model/request-lifecycle.js";
import { OUTCOMES, SUBJECT_STATES } from "../model/outcome.js";
import { PLACES } from "../model/scope.js";
import { PROTOCOLS } from "../model/protocols.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

const MOST_USERS = 1_000;

const MOST_EMAILS = 100;

const LONGEST_POLICY_NAME = 254;

const Address = z
  .string()
  .max(LONGEST_TYPED_ADDRESS)
  .refine((text) => canonicalAddress(text) !== undefined, "is no e-mail address")
  .openapi({
    description:
      "It is looked for among all users, however it is written, and kept only as a keyed pseudonym. `Name <address>` and `mailto:` are taken.",
  });

const Email = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("raw"), value: Address }),
  z.strictObject({
    format: z.literal("sha256"),
    value: z.string().regex(HEX_32_ANY_CASE, "must be 64 hexadecimal digits").openapi({
      description:
        "SHA-256 of the address, trimmed and in lower case; its domain in ASCII or as people read it.",
    }),
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
    policy: z.string().min(1).max(LONGEST_POLICY_NAME).optional().openapi({
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

export const shared = {
  id: z.uuid(),
  state: z.enum(REQUEST_STATES),
  regulation: z.enum(REGULATIONS),
  /** How it came in. */
  protocol: z.enum(PROTOCOLS),
  createdBy: z.string().openapi({ description: "The token or program that handed it in." }),
  createdAt: time,
  receivedAt: time.openapi({ description: "When the person asked: it starts the legal clock." }),
  deadline: time,
  daysLeft: z.int().nullable().openapi({
    description: "Full days to the deadline, negative once it has passed; null when the request has ended.",
  }),
  extended: z.object({ at: time, reason: z.string() }).nullable(),
  waitUntil: time.nullable().openapi({ description: "Until then it can be cancelled and isn't begun." }),
  reason: z.string().nullable(),
  policyDigest: z.string(),
  scope: z.array(z.enum(PLACES)).openapi({
    description: "What it covers; what else TalkJS keeps of a person stays, and doesn't change the state.",
  }),
  code: z.string().nullable().openapi({ description: "Why it failed, is held or was retained." }),
  finishedAt: time.nullable(),
};

const RequestItemSchema = z
  .object({
    ...shared,
    subjects: z.object({ total: z.int(), settled: z.int() }),
    emails: z.object({ total: z.int(), resolved: z.int() }),
  })
  .openapi("ErasureRequestItem");

export type RequestItem = z.infer<typeof RequestItemSchema>;

const RequestViewSchema = z
  .object({
    ...shared,
    subjects: z.array(
      z.object({
        subject: z.string().openapi({ description: "The person's pseudonym." }),
        state: z.enum(SUBJECT_STATES),
        outcome: z.enum(OUTCOMES).nullable(),
        reason: z.string().nullable(),
        fields: z.array(z.string()).openapi({ description: "Fields that were blanked." }),
        remaining: z.array(z.string()).openapi({ description: "Fields that still hold something." }),
        verifiedAt: time.nullable().openapi({ description: "When it was read back." }),
        run: z.int().nullable(),
      }),
    ),
    emails: z.array(
      z.object({
        matches: z.int().nullable().openapi({ description: "Users found; null until it was looked for." }),
        nearMisses: z
          .int()
          .nullable()
          .openapi({
            description:
              "Addresses at TalkJS that are like it: without dots and tag the same, or one edit away. They may be the person's, " +
              "if it was mistyped; nobody is erased for it. Null until it was looked for, and of one that came hashed.",
          }),
      }),
    ),
    events: z.array(
      z.object({ at: time, state: z.enum(REQUEST_EVENTS), code: z.string().nullable(), actor: z.string() }),
    ),
    joins: z.array(z.uuid()).openapi({ description: "Other open requests about one of these people." }),
  })
  .openapi("ErasureRequest");

export type RequestView = z.infer<typeof RequestViewSchema>;

export const tags = ["Erasure requests"];

export const view = json(RequestViewSchema);

export const create = operation({
  method: "post",
  path: "/v1/requests",
  summary: "Ask for the erasure of one or many people",
  tags,
  role: "operator",
  action: "requests.create",
  idempotent: true,
  request: {
    body: { required: true, content: json(RequestOrderSchema) },
  },
  responses: {
    201: {
      description: "The request as it was accepted; follow it at the address in Location.",
      headers: z.object({ Location: z.string() }),
      content: view,
    },
    ...problems(404),
  },
});

export const list = operation({
  ...listOf("requests", RequestItemSchema, {
    query: {
      state: z.enum(REQUEST_STATES).optional(),
      regulation: z.enum(REGULATIONS).optional(),
      dueBefore: Instant.optional().openapi({
        description: "Only open ones whose deadline isn't after this time.",
      }),
    },
  }),
  path: "/v1/requests",
  summary: "Erasure requests, newest first",
  tags,
  action: "requests.list",
});

export const get = operation({
  method: "get",
  path: "/v1/requests/{id}",
  summary: "One erasure request",
  tags,
  role: "viewer",
  action: "requests.get",
  reads: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The request", content: view }, ...problems(404) },
});

/** A step that a person takes with a request. */
export const step = <Name extends "cancel" | "retry" | "extend">(
  name: Name,
  summary: string,
  description: string,
) => ({
  method: "post" as const,
  path: `/v1/requests/{id}/${name}` as const,
  summary,
  description,
  tags,
  role: "operator" as const,
  action: `requests.${name}` as const,
  idempotent: true as const,
  responses: { 200: { description: "The request afterwards", content: view }, ...problems(404, 409) },
});

export const cancel = operation({
  ...step(
    "cancel",
    "Give a request up",
    "Possible until its work begins, and again when it is held or has failed. What was erased stays erased.",
  ),
  request: { params: UuidParam },
});

export const retry = operation({
  ...step("retry", "Try a failed request again", "Only what was not done is done again."),
  request: { params: UuidParam },
});

export const extend = operation({
  ...step(
    "extend",
    "Extend a request's deadline",
    `Once, before the first deadline has passed: by ${EXTENSIONS}. The person ` +
      "must be told, with the reasons.",
  ),
  request: {
    params: UuidParam,
    body: {
      required: true,
      content: json(RequestExtensionSchema),
    },
  },
});
