import { z } from "@hono/zod-openapi";
import { GROUNDS_HELP, HOLD_GROUNDS } from "../model/law.js";
import { FreeText, Instant, time, UserId, UuidParam } from "./fields.js";
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
  })
  .openapi("LegalHold");

export type HoldView = z.infer<typeof HoldSchema>;

/** A new hold, as it is handed in. */
export const NewHoldSchema = z
  .strictObject({
    userId: UserId,
    ground: z.enum(HOLD_GROUNDS).openapi({
      description: `The letter of GDPR Art. 17(3): ${GROUNDS_HELP}.`,
    }),
    owner: FreeText.openapi({ description: "Who answers for it, such as a department." }),
    reason: FreeText.optional(),
    endsAt: Instant.optional().openapi({ description: "Without it, until it is lifted." }),
  })
  .openapi("NewLegalHold");

export const tags = ["Legal holds"];

export const one = json(HoldSchema);

export const add = operation({
  method: "post",
  path: "/v1/holds",
  summary: "Put a person under a legal hold",
  description:
    "While it stands nothing of theirs is edited (GDPR Art. 17(3)); requests about them wait as held.",
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
