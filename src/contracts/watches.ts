import { z } from "@hono/zod-openapi";
import { ON_COMEBACKS, SUPPRESSED_KINDS, WATCH_MODES } from "../model/kinds.js";
import { COMEBACK_STATUSES } from "../model/outcome.js";
import { RUN_STATES } from "../model/run-lifecycle.js";
import { WATCH_STATES } from "../model/watch-lifecycle.js";
import { time } from "./fields.js";
import { cursor, listOf } from "./list.js";
import { HEX_32_FORM } from "../model/ids.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

export const counts = z.record(z.string(), z.int());

const item = {
  id: z.int(),
  mode: z.enum(WATCH_MODES),
  fromApp: z.string().openapi({ description: "The app whose erasures count." }),
  state: z.enum(WATCH_STATES),
  code: z.string().nullable().openapi({
    description:
      "Why it failed; or which limit of a policy refused one of its runs, such as `max_users`; `POLICY_UNREADABLE`: see `unjudged`.",
  }),
  onComeback: z
    .enum(ON_COMEBACKS)
    .openapi({ description: "`policy`: what the policy under which they were erased says." }),
  apply: z.boolean().openapi({ description: "Its runs don't wait for approval." }),
  scanned: z.int().openapi({ description: "Users checked." }),
  known: z.int().openapi({ description: "People on the suppression list who exist." }),
  cameBack: z.int().openapi({ description: "Those who hold personal data again, and e-mail addresses." }),
  createdBy: z.string(),
  createdAt: time,
  finishedAt: time.nullable(),
};

export const WatchItemSchema = z.object(item).openapi("WatchItem");

export type WatchItem = z.infer<typeof WatchItemSchema>;

const WatchSchema = z
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
    unjudged: z
      .object({
        people: z.int().openapi({ description: "On the suppression list, whom these runs erased." }),
        runs: z
          .array(z.int())
          .openapi({ description: "At most a hundred; none where all can be read again." }),
      })
      .nullable()
      .openapi({
        description:
          "Of whom nobody could tell whether they are blank, because somebody changed or removed the run that erased them. Null: of everybody.",
      }),
    runs: z.array(z.object({ run: z.int(), state: z.enum(RUN_STATES), code: z.string().nullable() })),
  })
  .openapi("Watch");

export type WatchView = z.infer<typeof WatchSchema>;

const ComebackSchema = z
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

const LARGEST_ID = 2_147_483_647;

const serial = z.coerce.number().int().min(1).max(LARGEST_ID);

const WatchParam = z.object({ watch: serial.openapi({ description: "The watch's number." }) });

const WatchOrderSchema = z
  .strictObject({
    mode: z.enum(WATCH_MODES).default("watch").openapi({
      description:
        "`watch` finds who came back; `replay` applies all past erasures again, after a backup was restored or on another app.",
    }),
    fromApp: z
      .string()
      .regex(/^[\w-]{1,64}$/, "must be an app ID")
      .optional()
      .openapi({ description: "For a replay: the app whose erasures are applied. Without it, this one." }),
    onComeback: z.enum(ON_COMEBACKS).optional().openapi({
      description: "For a watch: what happens to whoever is back. Without it, what their policy says.",
    }),
    apply: z.boolean().default(false).openapi({
      description: "Scrub at once; otherwise the runs wait for approval. Needs the role approver.",
    }),
  })
  .refine(({ mode, fromApp }) => mode === "replay" || fromApp === undefined, {
    path: ["fromApp"],
    message: "is only for a replay",
  })
  .refine(({ mode, onComeback }) => mode === "watch" || onComeback === undefined, {
    path: ["onComeback"],
    message: "is only for a watch; a replay always scrubs",
  })
  .openapi("NewWatch");

export const tags = ["Watch"];

export const create = operation({
  method: "post",
  path: "/v1/watches",
  summary: "Watch for erased people whose data came back, or apply all erasures again",
  description: "One at a time pages through the users. Whoever is to be scrubbed is listed into runs.",
  tags,
  role: "operator",
  action: "watches.create",
  idempotent: true,
  request: { body: { required: true, content: json(WatchOrderSchema) } },
  responses: {
    201: {
      description: "The watch as it was begun; follow it at the address in Location.",
      headers: z.object({ Location: z.string() }),
      content: json(WatchSchema),
    },
    ...problems(403, 409, 502),
  },
});

export const list = operation({
  ...listOf("watches", WatchItemSchema, {
    query: {
      cursor: cursor.number(LARGEST_ID),
    },
  }),
  path: "/v1/watches",
  summary: "Watches and replays, newest first",
  tags,
  action: "watches.list",
});

export const get = operation({
  method: "get",
  path: "/v1/watches/{watch}",
  summary: "One watch: how far it is, what it found, its runs",
  tags,
  role: "viewer",
  action: "watches.get",
  reads: true,
  request: { params: WatchParam },
  responses: { 200: { description: "The watch", content: json(WatchSchema) }, ...problems(404) },
});

export const cancel = operation({
  method: "post",
  path: "/v1/watches/{watch}/cancel",
  summary: "Give a watch up, and the runs that it made",
  description: "What was begun is still finished and recorded; what was scrubbed stays scrubbed.",
  tags,
  role: "operator",
  action: "watches.cancel",
  idempotent: true,
  request: { params: WatchParam },
  responses: {
    200: { description: "The watch afterwards", content: json(WatchSchema) },
    ...problems(404, 409),
  },
});

export const comebacks = operation({
  ...listOf("comebacks", ComebackSchema, {
    query: {
      watch: serial.optional().openapi({ description: "Only what this watch or replay found." }),
      days: z.coerce
        .number()
        .int()
        .min(1)
        .max(3660)
        .default(30)
        .openapi({ description: "How far back the pattern looks." }),
      cursor: cursor.like(new RegExp(String.raw`^\d{1,13}-\d{1,9}-${HEX_32_FORM}$`)),
    },
    beside: { pattern: PatternSchema },
    description: "The pattern, and a page of comebacks, newest first",
  }),
  path: "/v1/comebacks",
  summary: "Who came back, and what the comebacks have in common",
  description:
    "People appear as pseudonyms. The pattern is over new comebacks: whoever is still back is counted once.",
  tags,
  action: "comebacks.list",
});
