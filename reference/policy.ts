import type { z } from "zod";
import { IMPERSONAL_FIELDS, WHOLE_FIELDS } from "../src/model/fields.js";
import type { PolicyFileSchema } from "../src/policy/policy.js";
import { rowOf, ruleOf } from "./fields.js";
import { code, table } from "./markdown.js";

/** What the key is when it isn't written, and what it means; both Markdown. */
type Row = readonly [fallback: string, meaning: string];
type PolicyFile = z.output<typeof PolicyFileSchema>;
type RowsOf<Section extends "select" | "exclude" | "limits" | "audit" | "watch"> = Record<
  keyof PolicyFile[Section],
  Row
>;

const SELECT: RowsOf<"select"> = {
  all: ["", "`true`: everyone; stands alone"],
  ids: [
    "",
    "`{ file: ids.txt }` (relative to the policy) or `{ stdin: true }`. `--ids` on the command line wins",
  ],
  createdBefore: ["", "`2024-01-01` (its first instant in UTC) or `2024-01-01T18:00:00Z`"],
  olderThan: ["", "created more than this long ago: `24 months`; hours, days, weeks, months, years"],
  roles: ["", "one of these roles"],
  custom: [
    "",
    '`{ key: condition }`; conditions are `["==", v]`, `["!=", v]` (only users who have the key), `exists`, `"!exists"`',
  ],
  inactiveFor: [
    "",
    "no message in any of the user's conversations for this long, and created before that. Costs a tenth of a `POST /batch` for each user, and as much again for each who is inactive",
  ],
};

const EXCLUDE: RowsOf<"exclude"> = {
  legalHold: [
    "none",
    "`{ customKey: key }`: held with any value, even an empty one. With `values: [v, …]`: only with one of these, letter case aside",
  ],
  roles: ["`[]`", "these roles"],
  ids: ["`[]`", "these users; put IDs in quotes"],
  online: ["`false`", "`true`: users who are online, as listed at most 30 s before the edit"],
};

const LIMITS: RowsOf<"limits"> = {
  maxUsers: ["`1000`", "most users that one run may scrub; checked before the first edit"],
  maxShare: [
    "`10%`",
    "largest share of all users of the app; checked before the first edit, not for listed IDs",
  ],
  maxFall: [
    "`10%`",
    "share of the users seen last time, by whatever looked at all of them, that may be missing; a plan that sees fewer is refused, for TalkJS deletes nobody. Not for listed IDs",
  ],
  maxErrorRate: [
    "`1%`",
    "share of the users handled that may fail before the run stops; counted of at least 100 users, and from five failures on",
  ],
  maxPlanAge: ["`24 hours`", "an older plan is not applied; at most 90 days"],
};

const AUDIT: RowsOf<"audit"> = {
  customKeys: [
    "`pseudonym`",
    "`names` writes the names of blanked custom keys into the audit log, for good: only when no key names a person",
  ],
};

const WATCH: RowsOf<"watch"> = {
  comebacks: [
    "`report`",
    "what a watch does about people whom this policy erased and whose data came back: `report`, or `scrub`",
  ],
};

function scrubRows(): Record<keyof PolicyFile["scrub"], Row> {
  const whole = WHOLE_FIELDS.map((field): [string, Row] => {
    const { note } = rowOf(field);
    return [field, [code(ruleOf(rowOf(field))), ["`blank` or `keep`", ...(note ? [note] : [])].join("; ")]];
  });
  return {
    name: [
      code(ruleOf(rowOf("name"))),
      '`{ replace: text }`, or `{ pseudonym: "Deleted user {code}" }`: `{code}` becomes eight hex digits for each user',
    ],
    ...(Object.fromEntries(whole) as Record<(typeof WHOLE_FIELDS)[number], Row>),
    custom: [
      code(ruleOf(rowOf("custom"))),
      "`blank` (all keys), `keep`, `{ blankAllBut: [keys] }` or `{ blankOnly: [keys] }`",
    ],
  };
}

const KEYS: Record<keyof PolicyFile, Row | Record<string, Row>> = {
  version: ["required", "`2`; `1` is still read, and means `unknownFields: report`"],
  scrub: scrubRows(),
  select: SELECT,
  exclude: EXCLUDE,
  limits: LIMITS,
  audit: AUDIT,
  watch: WATCH,
  unknownFields: [
    "`blank`",
    "fields that TalkJS sends and Scrubjay doesn't know: `blank` where TalkJS takes that, `report` only, or `{ keep: [names], ground: why }`, which blanks all others. Not in `version: 1`",
  ],
  personal: [
    "`[]`",
    `which of ${IMPERSONAL_FIELDS.map(code).join(" and ")} hold facts about people in your app: kept, they make a request \`partly_retained\`. Not in \`version: 1\``,
  ],
  verify: [
    "`rest`",
    "`both`: whoever was read back blank over the REST API is also looked at as other chat participants see them, and is failed if something shows there; needs [a second witness](../deployment.md#a-second-witness). Not in `version: 1`",
  ],
  grounds: [
    "none",
    "`{ role: needed to route support chats }`: why a field is kept that isn't blanked; for certificates",
  ],
  schedules: [
    "`[]`",
    "when the policy runs by itself: `name`, `cron`, `timeZone`, `approval` (`wait`), `kind` (`sweep`); see [Schedules](../on-call.md#schedules). Not with `select.ids`",
  ],
};

export function policyPage(): string {
  const rows = Object.entries(KEYS).flatMap(([key, row]) =>
    isRow(row)
      ? [[code(key), ...row]]
      : [
          ...(key === "select" ? [[code(key), "required", "every condition that is there must hold"]] : []),
          ...Object.entries(row).map(([inner, cells]) => [code(`${key}.${inner}`), ...cells]),
        ],
  );
  return `# Policy

A policy is a YAML file. Unknown keys, wrong types and contradictions are refused, each with its line.
[policies/default.yaml](../../policies/default.yaml) has an example for every key, the [cookbook](../policy-cookbook.md) whole policies.

${table(["Key", "Default", "Meaning"], rows)}

A policy with a legal hold, excluded roles or \`online\` costs one more read for each page: four requests for 100 users (list,
look, edit, read back) instead of three.`;
}

const isRow = (row: Row | Record<string, Row>): row is Row => Array.isArray(row);
