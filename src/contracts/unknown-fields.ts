import { z } from "@hono/zod-openapi";
import { TRIAL_RESULTS } from "../model/field-trial.js";
import { UNKNOWN_RULES } from "../model/unknown-field.js";
import { time } from "./fields.js";

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
