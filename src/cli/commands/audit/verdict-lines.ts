import { moment } from "../../../certificates/wording.js";
import { plural } from "../../../model/words.js";
import { isWarning, type Finding } from "../../../sealing/findings.js";
import type { VerdictView } from "../../../contracts/verification.js";
import { printable } from "../../io/printable.js";
import { columns } from "../../io/columns.js";
import { count } from "../../io/output.js";
import { FIRST_OF_ALL, WHAT_TO_DO } from "./what-to-do.js";

/** What a verification came to, as a person reads it at night: the verdict, what was looked at, what to do. */
export function verdictLines(verdict: VerdictView, hasOutsideView: boolean): string[] {
  const { more, holds, logs } = verdict;
  // A newer service may know more kinds than this one.
  const findings = verdict.findings as Finding[];
  const warnings = findings.filter(isWarning);
  const problems = findings.filter((finding) => !isWarning(finding));
  const [first] = problems;
  return [
    first ? `THE LOG DOESN'T HOLD: ${first.message}` : headline(verdict),
    "",
    ...logs.flatMap(logLines),
    ...waitingLines(verdict),
    ...section("What was found", logs.length > 1 ? problems.map(withLog) : problems, holds ? 0 : more),
    ...section("Warnings", warnings, holds ? more : 0),
    ...adviceLines([...problems, ...warnings], problems.length > 0),
    ...(holds && logs.length > 0 && !hasOutsideView ? ["", ...INSIDE_ONLY] : []),
  ].map(printable);
}

/** An attacker with the signing key can make a log that holds. */
const INSIDE_ONLY = [
  "This was held against what is kept here. That nobody rewrote the log together with its signatures is shown only by a",
  "checkpoint kept elsewhere (--checkpoint <file>) and the verifier key that you know (--vkey <key>).",
];

const LATER_VERSION = "The service is newer than this command and can tell; see its documentation.";

function headline({ holds, logs }: VerdictView): string {
  if (logs.length === 0) return "NOTHING WAS VERIFIED: there is no sealed log yet.";
  if (!holds) return "THE LOG DOESN'T HOLD.";
  const size = logs.reduce((sum, log) => sum + log.size, 0);
  return `The log holds: ${entries(size)}, each as it was sealed.`;
}

function logLines({ origin, closedAt, size, newest, checkpoints }: VerdictView["logs"][number]): string[] {
  const signed = newest
    ? `over ${entries(newest.size)}, signed ${moment(newest.at)}; ${count(checkpoints)} are kept`
    : "none whose signature holds";
  return columns([
    [closedAt === null ? "  log" : "  closed log", origin],
    ["  checked", entries(size)],
    ["  newest checkpoint", signed],
    ...(closedAt === null ? [] : [["  closed", moment(closedAt)]]),
  ]);
}

function waitingLines({ waiting }: VerdictView): string[] {
  if (waiting === 0) return [];
  return [`  ${plural(waiting, "more waits", "more wait")} to be sealed; that is looked at next time.`];
}

/** The same index is in each log. */
const withLog = (finding: Finding): Finding =>
  finding.log === null ? finding : { ...finding, message: `${finding.message} (log ${finding.log})` };

function section(title: string, findings: Finding[], more: number): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ index, row, message }) => [
    index === null ? "  -" : `  index ${index}`,
    row === null ? "-" : `${row.kind} ${row.id}`,
    message,
  ]);
  return [
    "",
    `${title} (${count(findings.length + more)}):`,
    ...columns(rows),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ];
}

/** Each kind once, in the order in which they were told. */
function adviceLines(findings: Finding[], isBroken: boolean): string[] {
  if (findings.length === 0) return [];
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return [
    "",
    "What to do:",
    ...(isBroken ? [`  ${FIRST_OF_ALL}`] : []),
    ...kinds.map((kind) => `  ${kind.replaceAll("_", " ")}: ${WHAT_TO_DO[kind] ?? LATER_VERSION}`),
  ];
}

const entries = (size: number): string => plural(size, "entry", "entries");
