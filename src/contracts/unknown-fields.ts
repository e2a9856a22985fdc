import { z } from "@hono/zod-openapi";
import { MOST_FIELD_NAMES, TRIAL_RESULTS } from "../model/field-trial.js";
import { UNKNOWN_RULES } from "../model/unknown-field.js";
import { time } from "./fields.js";
import { json } from "./json.js";
import { operation } from "./operation.js";

/** A field that TalkJS sends and nobody here knows. */
export const UnknownFieldSchema = z
  .object({
    field: z.string().openapi({ description: "Its name, or a pseudonym where that may be a person." }),
    since: time.nullable().openapi({ description: "When it was first seen." }),
    users: z.int().nullable().openapi({ description: "Users who hold something there, when last counted." }),
    rule: z.enum(UNKNOWN_RULES).openapi({ description: "What the policy says of it." }),
    trial: z.enum(TRIAL_RESULTS).nullable().openapi({
      description: "What came of clearing it: `refused` and `kept` stay. Null: nobody has tried.",
    }),
    triedAt: time.nullable(),
    text: z
      .string()
      .nullable()
      .openapi({ description: "The same in words; null where the policy names it." }),
  })
  .openapi("UnknownField");

export type UnknownFieldView = z.infer<typeof UnknownFieldSchema>;

const tags = ["Fields"];

export const list = operation({
  method: "get",
  path: "/v1/fields",
  summary: "Fields that TalkJS sends and Scrubjay doesn't know",
  description: "At most 200, as they came. `rule` is `blank` where any policy of the service wants that.",
  tags,
  role: "viewer",
  action: "fields.list",
  reads: true,
  responses: {
    200: { description: "All of them", content: json(z.object({ fields: z.array(UnknownFieldSchema) })) },
  },
});

export const retry = operation({
  method: "post",
  path: "/v1/fields/retry",
  summary: "Have it tried again whether fields can be cleared",
  description:
    "What was found out about them is forgotten. The next run that comes to somebody who has one, under a policy that wants it blank, tries it.",
  tags,
  role: "operator",
  action: "fields.retry",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            fields: z.array(z.string().min(1).max(100)).min(1).max(MOST_FIELD_NAMES).optional().openapi({
              description: "As the list names them. Left out: all that TalkJS refused or kept.",
            }),
          })
          .openapi("FieldsToRetry"),
      ),
    },
  },
  responses: {
    200: {
      description: "Those that are tried again",
      content: json(z.object({ fields: z.array(z.string()) })),
    },
  },
});
