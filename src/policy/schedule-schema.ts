import { z } from "zod";
import { CRON_REMEDY, cronFaults, isTimeZone } from "./cron.js";
import { fault, section } from "./fault.js";

const LONGEST_NAME = 63;
const NAME_REMEDY = "Write lower-case letters, digits and hyphens, such as `nightly-guests`.";
const ZONE_REMEDY = "Name a zone of the IANA database, such as `Europe/Berlin` or `UTC`.";

const NameSchema = z
  .string(fault("must be text", NAME_REMEDY))
  .max(LONGEST_NAME, fault(`is longer than ${LONGEST_NAME} characters`, NAME_REMEDY))
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, fault("is not a name", NAME_REMEDY));

const CronSchema = z.string(fault("must be text", CRON_REMEDY)).transform((value, ctx) => {
  const cron = value.trim().replace(/\s+/g, " ");
  for (const found of cronFaults(cron)) ctx.addIssue(found);
  return cron;
});

const TimeZoneSchema = z
  .string(fault("must be text", ZONE_REMEDY))
  .refine(isTimeZone, fault("is not a known time zone", ZONE_REMEDY));

/** When a policy runs by itself; the same in a policy file and in a call of the API. */
export const scheduleShape = {
  name: NameSchema,
  /** Five fields, or six with seconds before them, in the calendar of `timeZone`. */
  cron: CronSchema,
  timeZone: TimeZoneSchema,
  /** Apply at once within the policy's limits, or wait until a person approves the plan. */
  approval: z
    .enum(["automatic", "wait"], fault("must be `automatic` or `wait`", "Write one of the two."))
    .default("wait"),
  /** Select and scrub, or look for erased people whose data came back. */
  kind: z
    .enum(["sweep", "watch"], fault("must be `sweep` or `watch`", "Write one of the two."))
    .default("sweep"),
};

const ScheduleSchema = section(
  scheduleShape,
  'Write `{ name: nightly, cron: "30 2 * * *", timeZone: Europe/Berlin }`.',
);

export type ScheduleRule = z.infer<typeof ScheduleSchema>;

export const SchedulesSchema = z
  .array(ScheduleSchema, fault("must be a list", "Write a list of schedules, or remove the key."))
  .superRefine((schedules, ctx) => {
    const names = new Set<string>();
    for (const [index, { name }] of schedules.entries()) {
      if (names.has(name))
        ctx.addIssue({
          code: "custom",
          path: [index, "name"],
          message: fault("is the name of two schedules", "Give each a name of its own."),
        });
      names.add(name);
    }
  })
  .default([]);
