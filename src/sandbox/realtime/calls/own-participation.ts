import { z } from "zod";

/** How somebody takes part, as a browser says it; null is the default. */
export const OWN_PARTICIPATION = {
  access: z.enum(["ReadWrite", "Read"]).nullable().optional(),
  notify: z
    .union([z.boolean(), z.literal("MentionsOnly")])
    .nullable()
    .optional(),
};
