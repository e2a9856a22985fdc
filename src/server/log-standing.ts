import { z } from "@hono/zod-openapi";
import type { LogFacts } from "../service/log-facts.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

const count = z.int();

/** How the sealed log stands. */
export const LogStandingSchema = z
  .object({
    size: count,
    checkpoint: z.object({ size: count, at: time, origin: z.string() }).nullable(),
    waiting: count.openapi({ description: "Entries and actions that wait to be sealed." }),
    oldestWaiting: time.nullable(),
    refused: count.openapi({ description: "Those that none of us wrote: should be 0." }),
    published: z
      .array(z.object({ target: z.enum(["folder", "command"]), at: time.nullable() }))
      .openapi({ description: "When each target took a checkpoint last; null: it never has." }),
  })
  .openapi("LogStanding");
export type LogStanding = z.infer<typeof LogStandingSchema>;

export function logStanding({
  log,
  newest,
  published,
  waiting,
  oldestWaiting,
  refused,
}: LogFacts): LogStanding {
  return {
    size: log?.size ?? 0,
    checkpoint: log && newest ? { size: newest.size, at: instant(newest.at), origin: log.origin } : null,
    waiting,
    oldestWaiting: instant(oldestWaiting),
    refused,
    published: published.map(({ target, at }) => ({ target, at: instant(at) })),
  };
}
