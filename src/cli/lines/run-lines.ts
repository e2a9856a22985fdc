import { handledOf } from "../../ledger/runs/batches.js";
import type { RunView } from "../../contracts/runs.js";
import { count, duration, table } from "../io/output.js";

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, n) => total + n, 0);

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${count(n)}`)
    .join(", ");

/** The plan for a person: what would happen to how many, and what it costs. */
export function planLines({ plan, ...view }: RunView): string[] {
  const { email, phone } = plan.contactLikeIds;
  return [
    `Plan ${view.run} of app ${view.app}, policy ${view.policyDigest.slice(0, 19)}…`,
    "",
    ...table([
      ["Users seen", count(plan.scanned)],
      ["Selected", count(plan.selected)],
      ["To scrub", count(plan.toScrub)],
      ["Blank already", count(plan.alreadyBlank)],
      ...(plan.inPart > 0
        ? [["Blank but for fields that stay", count(plan.inPart)] as [string, string]]
        : []),
      ["Excluded", count(sum(plan.excluded))],
      ...(plan.notFound > 0 ? [["Not found", count(plan.notFound)] as [string, string]] : []),
      ...(plan.failed > 0 ? [["Refused by the API", count(plan.failed)] as [string, string]] : []),
    ]),
    ...(sum(plan.excluded) > 0 ? [`  Excluded by: ${listed(plan.excluded)}`] : []),
    "",
    ...(plan.toScrub > 0
      ? ["Fields to blank, and how many users hold something there:"]
      : ["No field is to be blanked."]),
    ...table(Object.entries(plan.fields).map(([field, users]) => [field, count(users)])),
    ...(plan.customKeys > 0 ? [`  (custom: ${count(plan.customKeys)} keys in all)`] : []),
    ...plan.knownOfFields.map((text) => `  ${text}`),
    ...unknownLines(plan),
    ...(email + phone > 0
      ? [
          "",
          `User IDs that look like an e-mail address: ${count(email)}, like a phone number: ${count(phone)}. TalkJS can't change an ID: these stay.`,
        ]
      : []),
    "",
    `Applying takes ${count(plan.requests)} requests, about ${duration(plan.seconds)} at ${Number(plan.requestsPerSecond.toFixed(2))} requests/s.`,
    ...plan.violations.map((violation) => `REFUSED: ${violation}`),
  ];
}

function unknownLines({ unknownFields, unknownOthers }: RunView["plan"]): string[] {
  if (unknownFields.length === 0) return [];
  return [
    "",
    "Fields that Scrubjay doesn't know, and how many of all users seen hold something there:",
    ...table(unknownFields.map(({ field, users }) => [field, count(users ?? 0)])),
    ...(unknownOthers > 0 ? [`  (further names: ${count(unknownOthers)} in all; they stay)`] : []),
    ...unknownFields.flatMap(({ text }) => text ?? []),
  ];
}

/** How a run went, for a person. */
export function runLines({ progress, parked, ...view }: RunView): string[] {
  return [
    `Run ${view.run} of app ${view.app}: ${view.state}${view.code ? ` (${view.code})` : ""}`,
    ...table([
      ["Scrubbed and read back", count(progress.scrubbed)],
      ...(progress.inPart > 0
        ? [["Scrubbed but for fields that stay", count(progress.inPart)] as [string, string]]
        : []),
      ["Blank already", count(progress.alreadyBlank)],
      ["Excluded", count(progress.excluded)],
      ["Not found", count(progress.notFound)],
      // A cancelled run forgets its users, so nothing of it can be tried again.
      [view.state === "cancelled" ? "Failed" : "Failed, parked", count(progress.failed)],
      ["Still to do", count(Math.max(0, view.plan.selected - handledOf(progress)))],
    ]),
    ...(sum(parked) > 0
      ? [`  Parked by: ${listed(parked)}. Try again with: scrubjay retry ${view.run}`]
      : []),
  ];
}
