import { since2, type Certificate } from "../../audit/certificate.js";
import {
  api,
  banner,
  isSeenByOthers,
  issuer,
  moment,
  scope,
  SEEN_BY_PLAN,
  summary,
} from "../../certificates/wording.js";
import { CHECKS, type Verdict } from "../../certificates/verify.js";
import type { Withheld } from "../../certificates/withheld.js";
import { plural } from "../../model/words.js";
import type { IssuedView } from "../../contracts/certificates.js";
import { columns } from "../io/columns.js";
import { printable } from "../io/printable.js";

const WHY: Record<Withheld, string> = {
  excluded: "left alone",
  failed: "the erasure failed",
  not_found: "TalkJS doesn't know them",
  not_reached: "their run ended before it came to them",
  scrubbed_in_part: "erased but for fields that Scrubjay doesn't know",
  seen_by_plan: "seen blank when it was planned, and not read again",
  came_back: "seen again since, and nothing shows that it is gone",
  unsalted: "erased before there were certificates",
  key_destroyed: "the evidence key of that time was destroyed",
  key_missing: "the evidence key of that time isn't here",
};

const MARKS = { holds: "ok", fails: "FAILS", unchecked: "-" } as const;

/** Who has no certificate, and why. */
export function withoutLines(without: IssuedView["without"]): string[] {
  if (without.length === 0) return [];
  return [
    `${plural(without.length, "person has", "people have")} NO certificate, by pseudonym:`,
    ...without.map(
      ({ pseudonym, reason, ground }) =>
        `  ${pseudonym}  ${WHY[reason]}${ground === null ? "" : ` (${ground})`}`,
    ),
  ];
}

/** What was checked, and what the certificate says; text of the file can't change the terminal. */
export function verdictLines({ isValid, checks, certificate, digest }: Verdict): string[] {
  const [reason = ""] = checks.flatMap(({ reasons }) => reasons);
  return [
    isValid ? valid(certificate) : `NOT VALID: ${reason}`,
    "",
    ...checks.flatMap(({ name, verdict, reasons }) => [
      `  ${MARKS[verdict].padEnd(5)}  ${CHECKS[name]}`,
      ...reasons.map((each) => `           ${each}`),
    ]),
    ...(isValid && certificate ? ["", ...contentLines(certificate, digest ?? "")] : []),
  ].map(printable);
}

/** So that a rehearsal isn't taken for more. */
const valid = (certificate: Certificate | undefined): string => {
  const said = certificate && banner(certificate);
  return said ? `VALID. ${said.text}` : "VALID";
};

const caveat = (certificate: Certificate): string =>
  certificate.verification.method === "plan" && !since2(certificate).look ? `: ${SEEN_BY_PLAN}` : "";

function contentLines(certificate: Certificate, digest: string): string[] {
  const { subject, erasure, verification, request, log, remains } = certificate;
  const { comebacks, look } = since2(certificate);
  const again = comebacks.map(({ seenAt, erasedAgain }) => [
    "  seen again",
    `${moment(seenAt)}${erasedAgain ? `, erased again by run ${erasedAgain.runId}` : ""}`,
  ]);
  return [
    summary(certificate),
    ...columns([
      ["  app", subject.appId],
      ["  pseudonym", subject.pseudonym],
      ["  erased", erasure.fields.join(", ") || "nothing: what was to be erased held nothing"],
      ["  verified", `${moment(verification.verifiedAt)}${caveat(certificate)}`],
      [
        "  second witness",
        isSeenByOthers(certificate) ? "also seen blank by other participants" : "not looked at",
      ],
      ...again,
      ...(look ? [["  looked at", `${moment(look.at)}: blank`]] : []),
      ["  scope", scope(certificate)],
      ...api(certificate).map((origin) => ["  API", origin]),
      ...issuer(certificate).map(([name, fact]) => [`  ${name.toLowerCase()}`, fact]),
      ["  run", `${erasure.runId}, ${erasure.kind}`],
      ["  request", request ? `${request.id}, ${request.state} ${moment(request.endedAt)}` : "none"],
      ["  log", `${log.origin}, ${log.size} entries`],
      ["  digest", digest],
    ]),
    "What remains:",
    ...remains.map(({ what, why }) => `  ${what}: ${why}`),
  ];
}
