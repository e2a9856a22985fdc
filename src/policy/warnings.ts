import { CLEARED_FIELDS, FIELDS, type UserField } from "../model/fields.js";
import { roughHours } from "../model/time.js";
import type { Policy } from "./policy.js";
import type { Problem } from "./problem.js";

const WEEK_HOURS = 7 * 24;

/** What a valid policy leaves open or at risk. */
export function warningsOf(policy: Policy, lineOf: (path: readonly PropertyKey[]) => number): Problem[] {
  return [
    ...ofScrub(policy),
    ...ofUnknownFields(policy),
    ...ofPeople(policy),
    ...ofLimits(policy),
    ...ofAudit(policy),
  ].map(([path, message, remedy]) => ({ line: lineOf(path), path: path.join("."), message, remedy }));
}

type Warning = [path: string[], message: string, remedy: string];

function ofScrub({ scrub, grounds = {}, personal = [] }: Policy): Warning[] {
  const isFact = (field: UserField) => FIELDS[field].personal || personal.some((named) => named === field);
  const kept = CLEARED_FIELDS.filter((field) => isFact(field) && scrub[field] === "keep").map(
    (field): Warning =>
      grounds[field] === undefined
        ? [
            ["scrub", field],
            "is kept without a ground, so personal data stays, and requests under the GDPR are refused",
            "Write `blank` to erase it, or why it is kept under `grounds`.",
          ]
        : [["scrub", field], "is kept, so personal data stays", "Write `blank` to erase it."],
  );
  if (typeof scrub.custom === "object" && "blankOnly" in scrub.custom) {
    const remedy = "Prefer `blankAllBut`, which also blanks keys that are added later.";
    kept.push([["scrub", "custom"], "keeps every custom key that is not named", remedy]);
  }
  return kept;
}

function ofUnknownFields({ version, unknownFields }: Policy): Warning[] {
  if (version === 1)
    return [
      [
        ["version"],
        "is 1, so fields that Scrubjay doesn't know stay and are only named",
        "Write `version: 2`: they are blanked then, where TalkJS takes that.",
      ],
    ];
  if (unknownFields === "report")
    return [
      [
        ["unknownFields"],
        "lets fields stay that Scrubjay doesn't know, whatever they hold",
        "Write `blank`, or which of them to keep and why.",
      ],
    ];
  if (typeof unknownFields !== "object" || unknownFields.ground !== undefined) return [];
  return [
    [
      ["unknownFields"],
      "keeps fields without a ground, so personal data stays, and requests under the GDPR are refused",
      "Write why they are kept as `ground`.",
    ],
  ];
}

function ofPeople({ select, exclude }: Policy): Warning[] {
  const warnings: Warning[] = [];
  for (const key of ["olderThan", "inactiveFor"] as const) {
    const duration = select[key];
    if (duration === undefined || roughHours(duration) >= WEEK_HOURS) continue;
    warnings.push([
      ["select", key],
      "is shorter than a week, so it selects people who are still using the chat",
      "Check that this is meant.",
    ]);
  }
  if (exclude.legalHold === undefined) {
    warnings.push([
      ["exclude"],
      "no legal hold is configured, so nobody is held back for one",
      "Write `exclude: { legalHold: { customKey: … } }` if you mark legal holds.",
    ]);
  }
  return warnings;
}

function ofLimits({ limits }: Policy): Warning[] {
  const warnings: Warning[] = [];
  if (limits.maxShare === 1)
    warnings.push([["limits", "maxShare"], "lets a run scrub everyone", "Write a smaller share."]);
  if (limits.maxFall === 1)
    warnings.push([
      ["limits", "maxFall"],
      "lets a plan be made of a list of users that was cut short",
      "Write a smaller share, once a plan has been made of the smaller number.",
    ]);
  if (limits.maxErrorRate === 1)
    warnings.push([
      ["limits", "maxErrorRate"],
      "lets a run go on however much fails",
      "Write a smaller share.",
    ]);
  return warnings;
}

function ofAudit({ audit }: Policy): Warning[] {
  if (audit.customKeys === "pseudonym") return [];
  return [
    [
      ["audit", "customKeys"],
      "writes the names of custom keys into the audit log for good",
      "Be sure that no key names a person, or write `pseudonym`.",
    ],
  ];
}
