import { z } from "@hono/zod-openapi";
import { ON_COMEBACKS, SUPPRESSED_KINDS, WATCH_MODES } from "../model/kinds.js";
import { COMEBACK_STATUSES } from "../model/outcome.js";
import { RUN_STATES } from "../model/run-life.js";
import { WATCH_STATES } from "../model/watch-life.js";
import type { ComebackPattern } from "../ledger/comeback-pattern.js";
import type { ShownComeback } from "../ledger/comebacks.js";
import type { Watch } from "../ledger/watches.js";
import type { Session } from "../wiring/session.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

const counts = z.record(z.string(), z.int());

const item = {
  id: z.int(),
  mode: z.enum(WATCH_MODES),
  fromApp: z.string().openapi({ description: "The app whose erasures count." }),
  state: z.enum(WATCH_STATES),
  code: z.string().nullable().openapi({
    description: "Why it failed; or which limit of a policy refused one of its runs, such as `max_users`.",
  }),
  onComeback: z
    .enum(ON_COMEBACKS)
    .openapi({ description: "`policy`: what the policy under which they were erased says." }),
  apply: z.boolean().openapi({ description: "Its runs don't wait for approval." }),
  scanned: z.int().openapi({ description: "Users looked at." }),
  known: z.int().openapi({ description: "People on the suppression list who exist." }),
  cameBack: z.int().openapi({ description: "Those who hold personal data again, and e-mail addresses." }),
  createdBy: z.string(),
  createdAt: time,
  finishedAt: time.nullable(),
};

export const WatchItemSchema = z.object(item).openapi("WatchItem");
export type WatchItem = z.infer<typeof WatchItemSchema>;

export const WatchSchema = z
  .object({
    ...item,
    found: z.object({
      people: z.int(),
      emails: z.int().openapi({ description: "Addresses that nobody had and somebody has now." }),
      stillBack: z.int().openapi({ description: "Of them, seen by an earlier watch and not blanked since." }),
      held: z.int().openapi({ description: "Under a legal hold." }),
      toScrub: z.int().openapi({ description: "Listed for a run, and not blank yet." }),
      scrubbed: z.int().openapi({ description: "Blank again." }),
      reported: z.int().openapi({ description: "Only told." }),
    }),
    runs: z.array(z.object({ run: z.int(), state: z.enum(RUN_STATES), code: z.string().nullable() })),
  })
  .openapi("Watch");
export type WatchView = z.infer<typeof WatchSchema>;

export const ComebackSchema = z
  .object({
    watch: z.int(),
    kind: z.enum(SUPPRESSED_KINDS),
    subject: z.string().openapi({ description: "The pseudonym." }),
    seenAt: time,
    blankSince: time,
    fields: z.array(z.string()).openapi({ description: "Names of the fields that hold something." }),
    stillBack: z.boolean(),
    status: z.enum(COMEBACK_STATUSES),
    erasedBy: z.int().nullable().openapi({ description: "The run that erased them." }),
    run: z.int().nullable().openapi({ description: "The run that scrubs them again." }),
  })
  .openapi("Comeback");
export type ComebackView = z.infer<typeof ComebackSchema>;

export const PatternSchema = z
  .object({
    since: time,
    comebacks: z.int(),
    people: z.int(),
    emails: z.int(),
    again: z.int().openapi({ description: "People who came back more than once." }),
    medianHours: z.number().nullable().openapi({ description: "From blank to seen." }),
    fields: counts,
    hours: counts.openapi({ description: "By the hour of the day at which a watch saw them, UTC." }),
    days: counts.openapi({ description: "By the day on which a watch saw them, UTC." }),
  })
  .openapi("ComebackPattern");
export type PatternView = z.infer<typeof PatternSchema>;

export function watchItem(watch: Watch): WatchItem {
  const { id, mode, fromApp, state, code, onComeback, scanned, known, cameBack, createdBy } = watch;
  return {
    ...{
      id,
      mode,
      fromApp,
      state,
      code,
      onComeback,
      apply: watch.autoApply,
      scanned,
      known,
      cameBack,
      createdBy,
    },
    createdAt: instant(watch.createdAt),
    finishedAt: instant(watch.finishedAt),
  };
}

export async function watchView({ watches }: Session, watch: Watch): Promise<WatchView> {
  const runs = await watches.runsOf(watch.id);
  return {
    ...watchItem(watch),
    found: await watches.tally(watch.id),
    runs: runs.map(({ id, state, code }) => ({ run: id, state, code })),
  };
}

export function comebackView(comeback: ShownComeback): ComebackView {
  const { watchId, kind, subject, seenAt, blankSince, fields, stillBack, status, erasedBy, runId } = comeback;
  return {
    ...{ watch: watchId, kind, subject, fields, stillBack, status, erasedBy, run: runId },
    seenAt: instant(seenAt),
    blankSince: instant(blankSince),
  };
}

export const patternView = (pattern: ComebackPattern): PatternView => ({
  ...pattern,
  since: instant(pattern.since),
});
