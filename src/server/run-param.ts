import { z } from "@hono/zod-openapi";

/** What the ledger can count to. */
export const LARGEST_RUN = 2_147_483_647;

/** A run's number in an address. */
export const RunParam = z.object({
  run: z.coerce.number().int().min(1).max(LARGEST_RUN).openapi({ description: "The run's number." }),
});
