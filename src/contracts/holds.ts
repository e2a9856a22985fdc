import { z } from "@hono/zod-openapi";
import { HOLD_IDENTITIES, HOLD_RESULTS } from "../model/hold-identity.js";
import { GROUNDS_HELP, HOLD_GROUNDS } from "../model/law.js";
import { AnyUserId, FreeText, Instant, time, UserId, UuidParam } from "./fields.js";
import { listOf } from "./list.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

export const HoldSchema = z
  .object({
    id: z.uuid(),
    subject: z.string().openapi({ description: "The person's pseudonym." }),
    ground: z.enum(HOLD_GROUNDS).openapi({ description: "The letter of GDPR Art. 17(3)." }),
    owner: z.string(),
    reason: z.string().nullable(),
    endsAt: time.nullable().openapi({ description: "Null: until it is lifted." }),
    standing: z.boolean().openapi({ description: "Whether it holds now." }),
    createdAt: time,
    createdBy: z.string(),
    liftedAt: time.nullable(),
    liftedBy: z.string().nullable(),
    identity: z.enum(HOLD_IDENTITIES).openapi({
      description:
        "Whether TalkJS knows the person. It holds in any case; `unknown` may be a mistyped ID, so a person must confirm or lift it. " +
        "`unasked`: placed by a version that didn't ask.",
    }),
    confirmedAt: time.nullable(),
    confirmedBy: z.string().nullable(),
  })
  .openapi("LegalHold");

export type HoldView = z.infer<typeof HoldSchema>;

const terms = {
  ground: z.enum(HOLD_GROUNDS).openapi({
    description: `The letter of GDPR Art. 17(3): ${GROUNDS_HELP}.`,
  }),
  owner: FreeText.openapi({ description: "Who answers for it, such as a department." }),
  reason: FreeText.optional(),
  endsAt: Instant.optional().openapi({ description: "Without it, until it is lifted." }),
};

/** A new hold, as it is handed in. */
export const NewHoldSchema = z.strictObject({ userId: UserId, ...terms }).openapi("NewLegalHold");

/** People who are named or asked about at once. */
export const MOST_HELD = 1_000;
export const MOST_IDENTIFIED = 100;

/** New holds on the same terms. An ID that can't be one of TalkJS's is a result, not a refusal of all. */
export const NewHoldsSchema = z
  .strictObject({ userIds: z.array(AnyUserId).min(1).max(MOST_HELD), ...terms })
  .openapi("NewLegalHolds");

const PlacedSchema = z
  .object({
    result: z.enum(HOLD_RESULTS).openapi({
      description:
        "`already_held`: on the same terms. `refused`: it can't be a user ID of TalkJS; nobody is held.",
    }),
    hold: HoldSchema.nullable(),
  })
  .openapi("PlacedHold");

export type PlacedView = z.infer<typeof PlacedSchema>;

export const tags = ["Legal holds"];

export const one = json(HoldSchema);

export const add = operation({
  method: "post",
  path: "/v1/holds",
  summary: "Put a person under a legal hold",
  description:
    "While it stands nothing of theirs is edited (GDPR Art. 17(3)); requests about them wait as held. It stands at once; " +
    "whether TalkJS knows the person is looked up afterwards, and told as its `identity`.",
  tags,
  role: "operator",
  action: "holds.add",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: json(NewHoldSchema),
    },
  },
  responses: {
    201: {
      description: "The hold",
      headers: z.object({ Location: z.string() }),
      content: one,
    },
  },
});

export const addSeveral = operation({
  method: "post",
  path: "/v1/holds/several",
  summary: "Put several people under a legal hold each",
  description: "On the same terms, with a result for each of them, in order.",
  tags,
  role: "operator",
  action: "holds.add_several",
  idempotent: true,
  request: { body: { required: true, content: json(NewHoldsSchema) } },
  responses: {
    200: {
      description: "What it came to for each",
      content: json(z.object({ results: z.array(PlacedSchema) })),
    },
  },
});

export const identify = operation({
  method: "post",
  path: "/v1/holds/identify",
  summary: "Look up now whether TalkJS knows the people of holds",
  description:
    "It happens by itself too, but then nobody waits for it. What couldn't be looked up in time is still `asking`.",
  tags,
  role: "operator",
  action: "holds.identify",
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ ids: z.array(z.uuid()).min(1).max(MOST_IDENTIFIED) })),
    },
  },
  responses: {
    200: { description: "The holds afterwards", content: json(z.object({ holds: z.array(HoldSchema) })) },
    ...problems(404),
  },
});

export const confirm = operation({
  method: "post",
  path: "/v1/holds/{id}/confirm",
  summary: "Confirm that the ID of a legal hold is meant",
  description: "TalkJS doesn't know it, and somebody has looked at it.",
  tags,
  role: "operator",
  action: "holds.confirm",
  idempotent: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The hold afterwards", content: one }, ...problems(404, 409) },
});

export const list = operation({
  ...listOf("holds", HoldSchema, {
    query: {
      standing: z
        .enum(["true", "false"])
        .default("false")
        .openapi({ description: "`true`: only those that hold now." }),
    },
  }),
  path: "/v1/holds",
  summary: "Legal holds, newest first",
  tags,
  action: "holds.list",
});

export const get = operation({
  method: "get",
  path: "/v1/holds/{id}",
  summary: "One legal hold",
  tags,
  role: "viewer",
  action: "holds.get",
  reads: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The hold", content: one }, ...problems(404) },
});

export const lift = operation({
  method: "post",
  path: "/v1/holds/{id}/lift",
  summary: "Lift a legal hold",
  description: "Requests that wait for it go on.",
  tags,
  role: "operator",
  action: "holds.lift",
  idempotent: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The hold afterwards", content: one }, ...problems(404, 409) },
});

export const lookup = operation({
  method: "post",
  path: "/v1/holds/lookup",
  summary: "Legal holds on one person",
  description: "The user ID is turned into its pseudonym and stored nowhere.",
  tags,
  role: "viewer",
  action: "holds.lookup",
  reads: true,
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ userId: UserId })),
    },
  },
  responses: {
    200: {
      description: "Their holds, newest first",
      content: json(z.object({ subject: z.string(), held: z.boolean(), holds: z.array(HoldSchema) })),
    },
  },
});
