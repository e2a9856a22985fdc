import { z } from "@hono/zod-openapi";
import type { Hold } from "../ledger/holds.js";
import { GROUNDS_HELP, HOLD_GROUNDS } from "../model/law.js";
import { FreeText, Instant, time, UserId } from "./fields.js";
import { instant } from "./instant.js";

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

export function holdView(hold: Hold, now: Date): HoldView {
  const { id, subject, ground, owner, reason, endsAt, createdAt, createdBy, liftedAt, liftedBy } = hold;
  return {
    id,
    subject,
    ground,
    owner,
    reason,
    endsAt: instant(endsAt),
    standing: liftedAt === null && (endsAt === null || endsAt > now),
    createdAt: instant(createdAt),
    createdBy,
    liftedAt: instant(liftedAt),
    liftedBy,
  };
}
