import { z } from "zod";
import { CLEARED_FIELDS, IMPERSONAL_FIELDS } from "../model/fields.js";
import { contradictions } from "./contradictions.js";
import { ExcludeSchema, type Exclusions } from "./exclude-schema.js";
import { fault, section } from "./fault.js";
import { GroundsSchema, idleGrounds, type Grounds } from "./grounds.js";
import { PolicyError } from "./problem.js";
import { problemsOf } from "./problems-of.js";
import { ScrubSchema, type ScrubRules } from "./scrub-schema.js";
import { SchedulesSchema } from "./schedule-schema.js";
import { SelectSchema, type Selection } from "./select-schema.js";
import { UnknownFieldsSchema } from "./unknown-fields-schema.js";
import { ShareSchema, duration } from "./values.js";

const LONGEST_PLAN_AGE_DAYS = 90;

const LimitsSchema = section(
  {
    /** Most users that one run may scrub. */
    maxUsers: z
      .int(fault("must be a whole number", "Write the most users a run may scrub, such as `1000`."))
      .min(1, fault("is zero or negative", "Write a whole number above zero."))
      .max(1_000_000_000, fault("is too large to be meant", "Write at most 1000000000."))
      .default(1000),
    /** Largest share of all users that one run may scrub. */
    maxShare: ShareSchema.prefault("10%"),
    /**
     * Largest share of the users seen last time that may be missing now. Left out where a policy doesn't name it, so that
     * policies from before there was this limit keep their digest.
     */
    maxFall: ShareSchema.exactOptional(),
    /** Largest share of the users handled that may fail before the run stops. */
    maxErrorRate: ShareSchema.prefault("1%"),
    /** A plan older than this is not applied. */
    maxPlanAge: duration(LONGEST_PLAN_AGE_DAYS).prefault("24 hours"),
  },
  "Write limits such as `maxUsers: 1000`.",
);

const AuditSchema = section(
  {
    /** Whether audit entries name the custom keys that were blanked, or only count and pseudonymise them. */
    customKeys: z
      .enum(["pseudonym", "names"], fault("must be `pseudonym` or `names`", "Write one of the two."))
      .default("pseudonym"),
  },
  "Write `{ customKeys: pseudonym }` or `{ customKeys: names }`.",
);

const WatchSchema = section(
  {
    /** Whether erased people whose data came back are scrubbed again or only reported. */
    comebacks: z
      .enum(["report", "scrub"], fault("must be `report` or `scrub`", "Write one of the two."))
      .default("report"),
  },
  "Write `{ comebacks: report }` or `{ comebacks: scrub }`.",
);

/** How it is seen that somebody is blank. */
const VerifySchema = z.enum(["rest", "both"], fault("must be `rest` or `both`", "Write one of the two."));

const PERSONAL_REMEDY = `Write a list of ${IMPERSONAL_FIELDS.join(" and ")}; all other fields are personal anyway.`;

const PersonalSchema = z
  .array(
    z.enum(IMPERSONAL_FIELDS, fault("is no field that a policy can call personal", PERSONAL_REMEDY)),
    fault("must be a list", PERSONAL_REMEDY),
  )
  .transform((fields) => [...new Set(fields)].sort());

const shape = {
  /** Some keys can only stand in `version: 2`; all else means the same in both. */
  version: z.literal([1, 2], {
    error: ({ input }) =>
      fault(
        input === undefined ? "is missing" : "is not a version this program reads",
        "Write `version: 2`.",
      ),
  }),
  scrub: ScrubSchema.prefault({}),
  select: SelectSchema,
  exclude: ExcludeSchema.prefault({}),
  limits: LimitsSchema.prefault({}),
  audit: AuditSchema.prefault({}),
  watch: WatchSchema.prefault({}),
  /** Left out where there are none: policies from before there were grounds keep their digest. */
  grounds: GroundsSchema.exactOptional(),
  /** Left out it means `blank`, and in `version: 1`, where it can't stand, `report`. */
  unknownFields: UnknownFieldsSchema.exactOptional(),
  /** Fields that hold facts about people in this app, beside those that do everywhere. In `version: 2` only. */
  personal: PersonalSchema.exactOptional(),
  /** Left out it means `rest`: read back over the REST API. `both`: also seen as other chat participants see it. */
  verify: VerifySchema.exactOptional(),
};

const REMEDY = "A policy begins with `version: 2`.";

type Issue = z.core.$ZodRawIssue;

/** A policy's own JSON and what a call of the API brings: what it gives it also takes, unchanged. */
export const PolicySchema = section(shape, REMEDY)
  .superRefine(refuseContradictions, { when: areThere("select", "exclude") })
  .superRefine(refuseIdleGrounds, { when: areThere("scrub", "grounds") })
  .superRefine(refuseLaterKeys, { when: areThere("version") });

/** A policy file: the policy, and when it runs by itself. Schedules are no part of what a run keeps as its policy. */
export const PolicyFileSchema = section({ ...shape, schedules: SchedulesSchema }, REMEDY)
  .superRefine(refuseContradictions, { when: areThere("select", "exclude") })
  .superRefine(refuseIdleGrounds, { when: areThere("scrub", "grounds") })
  .superRefine(refuseLaterKeys, { when: areThere("version") })
  .superRefine(refuseListedSchedules, { when: areThere("select", "schedules") });

type Context = z.core.$RefinementCtx;

function refuseContradictions(policy: { select: Selection; exclude: Exclusions }, ctx: Context): void {
  for (const { path, message } of contradictions(policy)) ctx.addIssue({ code: "custom", path, message });
}

function refuseIdleGrounds(policy: { scrub: ScrubRules; grounds?: Grounds }, ctx: Context): void {
  for (const { path, message } of idleGrounds(policy.scrub, policy.grounds ?? {}))
    ctx.addIssue({ code: "custom", path, message });
}

const LATER_KEYS = ["unknownFields", "personal", "verify"] as const;

/** What was stored under `version: 1` says nothing of them, and must never come to mean something else. */
function refuseLaterKeys(policy: { version: 1 | 2 }, ctx: Context): void {
  if (policy.version !== 1) return;
  const message = fault("is a key of `version: 2`", "Write `version: 2`; nothing else changes its meaning.");
  for (const key of LATER_KEYS)
    if (Object.hasOwn(policy, key)) ctx.addIssue({ code: "custom", path: [key], message });
}

function refuseListedSchedules(
  { select, schedules }: { select: Selection; schedules: unknown[] },
  ctx: Context,
): void {
  if (schedules.length === 0 || select.ids === undefined) return;
  const remedy = "Remove the schedules, or select by conditions.";
  const message = fault("is a list that only a command reads, so it can't be scheduled", remedy);
  ctx.addIssue({ code: "custom", path: ["select", "ids"], message });
}

/** Also beside problems elsewhere, so that all are told at once. */
function areThere(...sections: string[]) {
  return ({ issues, value }: { issues: Issue[]; value: unknown }): boolean =>
    typeof value === "object" &&
    value !== null &&
    sections.every((name) => name in value && !issues.some(({ path }) => path?.[0] === name));
}

export type Policy = z.infer<typeof PolicySchema>;
export type Limits = Policy["limits"];

/** Whether whoever was read back blank is also to be seen blank as other chat participants see them. */
export const wantsWitness = ({ verify }: Pick<Policy, "verify">): boolean => verify === "both";

/**
 * Re-reads a policy from its own JSON. A field that it doesn't name was unknown to who approved it, and is kept.
 * @throws PolicyError when this program can't read it, for example because a newer one wrote it.
 */
export function policyFromJson(value: unknown): Policy {
  const result = PolicySchema.safeParse(value);
  if (!result.success)
    throw new PolicyError(
      "in the database",
      problemsOf(result.error.issues, () => null),
    );
  // Only now is it known to be a mapping.
  const { scrub: named = {} } = value as { scrub?: object };
  const unnamed = CLEARED_FIELDS.filter((field) => !Object.hasOwn(named, field));
  const kept = Object.fromEntries(unnamed.map((field) => [field, "keep"]));
  return { ...result.data, scrub: { ...result.data.scrub, ...kept } };
}

/** What a file with only `version: 2` and `select: { all: true }` gives. */
export const defaultPolicy: Policy = PolicySchema.parse({ version: 2, select: { all: true } });
