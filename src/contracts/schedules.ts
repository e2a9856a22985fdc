import { z } from "@hono/zod-openapi";
import { APPROVALS, SCHEDULE_KINDS } from "../model/kinds.js";
import { SLOT_STATES } from "../model/slot-lifecycle.js";
import { SOURCES, TRIGGERS } from "../ledger/tables/schedules.js";
import { scheduleShape } from "../policy/schedule-schema.js";
import { time } from "./fields.js";
import { PolicyField } from "./policies.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

export const NewScheduleSchema = z
  .strictObject({ ...scheduleShape, policy: PolicyField })
  .openapi("NewSchedule");

const SlotSchema = z
  .object({
    slot: time.openapi({ description: "The time that was scheduled, or at which a person began it." }),
    trigger: z.enum(TRIGGERS),
    startedBy: z.string(),
    state: z.enum(SLOT_STATES).openapi({
      description:
        "`due`: waits until another sweep or watch has ended; `waiting`: for a person's approval; `braked`: refused or " +
        "stopped by a limit; `superseded`: a later time came before it could begin.",
    }),
    code: z.string().nullable(),
    run: z.int().nullable(),
    watch: z.int().nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
  })
  .openapi("ScheduleSlot");

export type SlotView = z.infer<typeof SlotSchema>;

export const schedule = {
  name: z.string(),
  kind: z.enum(SCHEDULE_KINDS),
  cron: z.string(),
  timeZone: z.string(),
  approval: z.enum(APPROVALS),
  source: z.enum(SOURCES).openapi({ description: "`file`: from a policy file of the service." }),
  policy: z.string().openapi({ description: "What the policy was called when it was scheduled." }),
  policyDigest: z.string(),
  createdBy: z.string(),
  createdAt: time,
  next: z.array(time).openapi({ description: "The next times." }),
};

const ScheduleSchema = z
  .object({ ...schedule, last: SlotSchema.nullable().openapi({ description: "Its latest time." }) })
  .openapi("Schedule");

export type ScheduleView = z.infer<typeof ScheduleSchema>;

const ScheduleHistorySchema = z
  .object({ ...schedule, slots: z.array(SlotSchema).openapi({ description: "Its times, newest first." }) })
  .openapi("ScheduleWithHistory");

export type ScheduleHistoryView = z.infer<typeof ScheduleHistorySchema>;

const tags = ["Schedules"];

const NameParam = z.object({ name: scheduleShape.name });

export const add = operation({
  method: "post",
  path: "/v1/schedules",
  summary: "Let a policy run by itself",
  description:
    "Sweeps and watches begin at the times of `cron` in the calendar of `timeZone`; never two sweeps at once, and times " +
    "that were missed are made up for once. The policy is copied: a later change of the file doesn't change the schedule. " +
    "`approval: automatic` needs an approver; where the settings want four eyes it stands in a policy file only.",
  tags,
  role: "operator",
  action: "schedules.add",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: json(NewScheduleSchema),
    },
  },
  responses: {
    201: {
      description: "The schedule",
      headers: z.object({ Location: z.string() }),
      content: json(ScheduleSchema),
    },
    ...problems(403, 409),
  },
});

export const list = operation({
  method: "get",
  path: "/v1/schedules",
  summary: "The schedules, by name",
  tags,
  role: "viewer",
  action: "schedules.list",
  reads: true,
  responses: {
    200: { description: "All of them", content: json(z.object({ schedules: z.array(ScheduleSchema) })) },
  },
});

export const get = operation({
  method: "get",
  path: "/v1/schedules/{name}",
  summary: "One schedule, with what became of its times",
  tags,
  role: "viewer",
  action: "schedules.get",
  reads: true,
  request: { params: NameParam },
  responses: {
    200: { description: "The schedule", content: json(ScheduleHistorySchema) },
    ...problems(404),
  },
});

export const remove = operation({
  method: "delete",
  path: "/v1/schedules/{name}",
  summary: "Remove a schedule",
  description: "What it began goes on. A schedule of a policy file is removed there: here that answers 409.",
  tags,
  role: "operator",
  action: "schedules.remove",
  request: { params: NameParam },
  responses: { 204: { description: "It is gone" }, ...problems(404, 409) },
});

export const run = operation({
  method: "post",
  path: "/v1/schedules/{name}/run",
  summary: "Begin a schedule now",
  description:
    "Beside its own times. While another sweep (or watch) is active it waits as `due`. One that applies by itself needs an " +
    "approver; where the settings want four eyes, its plan waits for somebody else's approval.",
  tags,
  role: "operator",
  action: "schedules.run",
  idempotent: true,
  request: { params: NameParam },
  responses: { 202: { description: "How it stands", content: json(SlotSchema) }, ...problems(404) },
});
