import { z } from "@hono/zod-openapi";
import { SUPPRESSED_KINDS } from "../model/kinds.js";
import { time, UserId } from "./fields.js";
import { cursor, listOf } from "./list.js";
import { HEX_32 } from "../model/ids.js";
import { json } from "./json.js";
import { operation } from "./operation.js";

const LONGEST_ADDRESS = 320;

const Kind = z.enum(SUPPRESSED_KINDS);

const SuppressedSchema = z
  .object({
    kind: Kind,
    subject: z.string().openapi({ description: "The pseudonym." }),
    since: time.openapi({
      description: "When they were last blank for certain, or looked for and not found.",
    }),
    run: z
      .int()
      .nullable()
      .openapi({ description: "The run whose policy says what must stay blank; null for an address." }),
    onDemand: z.boolean(),
    found: z.boolean(),
    comebacks: z.int(),
    lastComebackAt: time.nullable(),
  })
  .openapi("Suppressed");

export type SuppressedView = z.infer<typeof SuppressedSchema>;

export const WhoSchema = z
  .strictObject({
    userId: UserId.optional(),
    email: z.string().min(3).max(LONGEST_ADDRESS).optional(),
  })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), {
    message: "must name a userId or an email, and not both",
  })
  .openapi("Somebody");

const tags = ["Suppression list"];

export const who = { body: { required: true, content: json(WhoSchema) } };

export const list = operation({
  ...listOf("suppressed", SuppressedSchema, {
    query: {
      kind: Kind.default("user").openapi({
        description: "`user`: people; `email`: addresses that nobody had when they were asked for.",
      }),
      cursor: cursor.like(HEX_32),
    },
    beside: { count: z.object({ user: z.int(), email: z.int() }) },
    description: "A page of them, and how many there are",
  }),
  path: "/v1/suppression",
  summary: "Everybody who was erased, by pseudonym",
  tags,
  action: "suppression.list",
});

export const lookup = operation({
  method: "post",
  path: "/v1/suppression/lookup",
  summary: "Whether somebody is on the suppression list",
  description: "What is named is turned into its pseudonym and stored nowhere.",
  tags,
  role: "viewer",
  action: "suppression.lookup",
  reads: true,
  request: who,
  responses: {
    200: {
      description: "What the list has of them",
      content: json(z.object({ suppressed: z.boolean(), entry: SuppressedSchema.nullable() })),
    },
  },
});

export const remove = operation({
  method: "post",
  path: "/v1/suppression/remove",
  summary: "Take somebody off the suppression list",
  description:
    "For a person who may be there again, such as one who has signed up anew: the watch and replays pass over them.",
  tags,
  role: "operator",
  action: "suppression.remove",
  idempotent: true,
  request: who,
  responses: {
    200: { description: "Whether they were on it", content: json(z.object({ removed: z.boolean() })) },
  },
});
