import { z } from "zod";
import { countPresent, fault, section, wholeRule } from "./fault.js";
import { DAYS_PER_YEAR, MomentSchema, duration, filledTextList, text } from "./values.js";

const LONGEST_AGE_DAYS = 50 * DAYS_PER_YEAR;
const IDS_REMEDY = "Write `{ file: ids.txt }` or `{ stdin: true }`.";

/** Where user IDs come from. Who reads them is the command; the policy only says so. */
const IdsSchema = section(
  {
    file: text(IDS_REMEDY).exactOptional(),
    stdin: z.literal(true, fault("must be `true`", IDS_REMEDY)).exactOptional(),
  },
  IDS_REMEDY,
)
  .refine(
    (ids) => countPresent(ids) === 1,
    wholeRule("must hold exactly one of `file` and `stdin`", IDS_REMEDY),
  )
  .transform(({ file }): IdSource => (file === undefined ? { stdin: true } : { file }));

export type IdSource = { file: string } | { stdin: true };

const CONDITION_REMEDY = 'Write `exists`, `"!exists"`, `["==", "value"]` or `["!=", "value"]`.';

const ConditionSchema = z.union(
  [
    z.enum(["exists", "!exists"], fault("is not a condition", CONDITION_REMEDY)),
    z.tuple(
      [
        z.enum(["==", "!="], fault("is not an operator", CONDITION_REMEDY)),
        z.string(fault("must be text", "Put the value in quotes: custom fields hold text.")),
      ],
      fault("is not an operator and a value", CONDITION_REMEDY),
    ),
  ],
  fault("is not a condition", CONDITION_REMEDY),
);

/**
 * TalkJS's syntax for conditions on a custom field. `["!=", v]` holds only for users that have the field: TalkJS
 * does not say what holds without it, and who lacks a field should not be erased for it. Add `"!exists"` in
 * another policy to reach them.
 * @see https://talkjs.com/docs/Data_APIs/JavaScript/Filters/
 */
export type CustomCondition = z.infer<typeof ConditionSchema>;

const CustomConditionsSchema = z
  .unknown()
  // zod's records pass over this key, and a condition passed over would select more people.
  .refine((value) => !(typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__")), {
    message: fault("has a condition on `__proto__`, which can't be checked", "Choose another custom field."),
    abort: true,
  })
  .pipe(
    z
      .record(
        z.string(),
        ConditionSchema,
        fault("must be a mapping of custom fields to conditions", CONDITION_REMEDY),
      )
      .refine(
        (conditions) => Object.keys(conditions).length > 0,
        fault("holds no condition", "Name a custom field, or remove the key."),
      ),
  );

const SELECT_REMEDY = "Write `select: { all: true }` for everyone, or at least one condition.";

export const SelectSchema = section(
  {
    all: z
      .literal(true, fault("must be `true`", "Remove it, and write at least one condition instead."))
      .exactOptional(),
    ids: IdsSchema.exactOptional(),
    createdBefore: MomentSchema.exactOptional(),
    olderThan: duration(LONGEST_AGE_DAYS).exactOptional(),
    roles: filledTextList("selects no role", "Name at least one role, or remove the key.").exactOptional(),
    custom: CustomConditionsSchema.exactOptional(),
    inactiveFor: duration(LONGEST_AGE_DAYS).exactOptional(),
  },
  SELECT_REMEDY,
)
  .refine((select) => countPresent(select) > 0, wholeRule("selects nobody", SELECT_REMEDY))
  .refine(
    (select) => select.all === undefined || countPresent(select) === 1,
    wholeRule(
      "says `all: true` and has conditions",
      "Remove `all` to select by the conditions, or remove them.",
    ),
  );

/** Whom to select: every condition that is there must hold. */
export type Selection = z.infer<typeof SelectSchema>;
