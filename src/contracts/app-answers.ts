import { z } from "@hono/zod-openapi";
import { isFound, OTHER } from "../model/app-answers.js";
import { QUESTION_NAMES } from "../model/questions/index.js";
import { Instant, time } from "./fields.js";
import { json } from "./json.js";
import { operation } from "./operation.js";
import { problems } from "./problem.js";

const tags = ["Questions"];
const LONGEST = 200;

const question = z.enum(QUESTION_NAMES);
const status = z
  .int()
  .min(100)
  .max(599)
  .nullable()
  .openapi({ description: `Of HTTP, where the answer is \`${OTHER}\`; else null.` });

/** An answer as it is told: one that was expected, or that it was another one. */
export const FoundAnswerSchema = z
  .strictObject({
    question,
    answer: z
      .string()
      .max(LONGEST)
      .openapi({
        description: `One of the question's answers, or \`${OTHER}\`.`,
        example: "empty",
      }),
    status,
  })
  .refine((found) => isFound(found.question, found), {
    error: "is no answer to that question",
    path: ["answer"],
  })
  .openapi("FoundAnswer");

export type FoundAnswerView = z.infer<typeof FoundAnswerSchema>;

/** What a test app was asked, as files have it too. */
export const AskedSchema = z.object({
  askedAt: Instant,
  apiOrigin: z.url().max(LONGEST).openapi({ description: "Of the TalkJS that answered." }),
  apiVersion: z.iso.date().openapi({ description: "Of its API." }),
  answers: z
    .array(FoundAnswerSchema)
    .max(QUESTION_NAMES.length)
    .refine((answers) => new Set(answers.map((found) => found.question)).size === answers.length, {
      error: "has two answers to one question",
    }),
});

const AppAnswerSchema = z
  .object({
    question,
    text: z.string().openapi({ description: "The question in words." }),
    decides: z.string().openapi({ description: "The part of an erasure that depends on it." }),
    answer: z.string().openapi({ description: "What is gone by: what was seen, else what is assumed." }),
    status,
    meaning: z.string().openapi({ description: "What the answer means for an erasure." }),
    assumed: z.string().openapi({ description: "What is assumed while nobody has asked." }),
    seenAt: time
      .nullable()
      .openapi({ description: "Null: it was never asked, or the answer doesn't count." }),
    apiVersion: z.string().nullable(),
    fromFile: z.boolean().openapi({ description: "Another app was asked, and a file brought it here." }),
    source: z.string().openapi({ description: "Where the answer is from, in words." }),
    isChanged: z.boolean().openapi({
      description: "Somebody else than Scrubjay changed the answer in the ledger, so it doesn't count.",
    }),
    byHand: z.string().nullable().openapi({
      description: "How a person finds it out, where `scrubjay probe` doesn't ask it.",
    }),
  })
  .openapi("AppAnswer");

export type AppAnswerView = z.infer<typeof AppAnswerSchema>;

export const list = operation({
  method: "get",
  path: "/v1/app-answers",
  summary: "What TalkJS answered to questions that no document answers",
  description: "Every question, with what was seen on an app, or what is assumed while nobody has asked.",
  tags,
  role: "viewer",
  action: "answers.list",
  reads: true,
  responses: {
    200: { description: "All of them", content: json(z.object({ answers: z.array(AppAnswerSchema) })) },
  },
});

export const keep = operation({
  method: "post",
  path: "/v1/app-answers",
  summary: "Keep what TalkJS answered",
  description:
    "Instead of earlier answers to the same questions. They must be of the TalkJS that the service works with, and of the version of its API that it uses.",
  tags,
  role: "owner",
  action: "answers.keep",
  request: {
    body: {
      required: true,
      content: json(
        AskedSchema.extend({
          fromFile: z.boolean().openapi({ description: "Another app was asked than the service's." }),
        })
          .strict()
          .openapi("AnswersToKeep"),
      ),
    },
  },
  responses: {
    200: { description: "They are kept", content: json(z.object({ kept: z.int() })) },
    ...problems(409),
  },
});
