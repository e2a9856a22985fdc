import { z } from "@hono/zod-openapi";
import { time } from "./fields.js";
import { UnknownFieldSchema } from "./unknown-fields.js";

export const Counts = z.record(z.string(), z.int());

/** What a run is to do, or was, and what that costs. */
export const PlanSchema = z.object({
  expiresAt: time.nullable().openapi({
    description: "Until when it can be applied, while it waits for that.",
  }),
  scanned: z.int(),
  selected: z.int(),
  toScrub: z.int(),
  share: z.number().openapi({ description: "Users to scrub, of all that were seen: from 0 to 1." }),
  fall: z.number().nullable().openapi({
    description:
      "Of the users seen the last time, those who are missing: from 0 to 1. Null where users are listed, or nobody had looked at all of them before.",
  }),
  inPart: z.int().openapi({ description: "Users who are blank but for fields that stay." }),
  alreadyBlank: z.int(),
  notFound: z.int(),
  failed: z.int(),
  excluded: Counts.openapi({ description: "Users who are left alone, by why." }),
  fields: Counts.openapi({ description: "Users who hold something, by field." }),
  unknownFields: z.array(UnknownFieldSchema).openapi({
    description:
      "Fields that TalkJS sends and Scrubjay doesn't know, with how many of all users that were seen hold something there.",
  }),
  knownOfFields: z.array(z.string()).openapi({
    description:
      "What is known of clearing some of the fields, which no document says: what TalkJS answered, or what is assumed.",
  }),
  unknownOthers: z.int().openapi({ description: "The same for all further names together." }),
  customKeys: z.int(),
  contactLikeIds: z.object({ email: z.int(), phone: z.int() }),
  violations: z.array(z.string()).openapi({ description: "Why the plan is refused, in sentences." }),
  requests: z.int().openapi({ description: "What applying costs." }),
  seconds: z.number().openapi({ description: "What applying takes at the quota." }),
  requestsPerSecond: z.number().openapi({ description: "The part of the quota that is ours." }),
});
