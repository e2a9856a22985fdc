import { z } from "@hono/zod-openapi";
import { handledOf } from "../ledger/batches.js";
import { paceFacts, usersOverTime } from "../ledger/run-pace.js";
import type { Run } from "../ledger/runs.js";
import { bucketsOf, paceOf, RECENT_MS } from "../service/run-pace.js";
import type { Session } from "../wiring/session.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

/** How fast a run has been, and how long it will still take. */
export const PaceSchema = z
  .object({
    bucketSeconds: z.int().openapi({ description: "How long the time of one point is." }),
    points: z
      .array(
        z.object({
          at: time.openapi({ description: "When its time begins." }),
          users: z.int().openapi({ description: "Users for whom it ended in that time." }),
        }),
      )
      .openapi({
        description: "From the first finished batch to the last one, without gaps; at most 121 of them.",
      }),
    perMinute: z.number().nullable().openapi({
      description: "Users a minute over the last two minutes; null where nobody works on it.",
    }),
    secondsLeft: z.number().nullable().openapi({
      description: "At that pace; null when it isn't known.",
    }),
    handled: z.int().openapi({ description: "Users for whom it has ended, one way or the other." }),
    total: z.int().openapi({ description: "Users in the run, as far as it has planned." }),
  })
  .openapi("RunPace");
export type PaceView = z.infer<typeof PaceSchema>;

export async function paceView({ ledger, batches }: Session, run: Run): Promise<PaceView> {
  const facts = await paceFacts(ledger.db, run.id, RECENT_MS);
  const { seconds, times } = bucketsOf(facts);
  const [from] = times;
  const users = from ? await usersOverTime(ledger.db, run.id, { from, seconds }) : new Map<number, number>();
  const { approvedAt, state, tally } = run;
  const handled = state === "planning" ? 0 : handledOf(await batches.progress(run.id));
  const total = tally.selected;
  return {
    bucketSeconds: seconds,
    points: times.map((at, part) => ({ at: instant(at), users: users.get(part) ?? 0 })),
    ...paceOf(facts, { state, approvedAt, handled, total }),
    handled,
    total,
  };
}
