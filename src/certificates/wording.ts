import { DateTime } from "luxon";
import { PROTOCOL, type Protocol } from "../model/protocols.js";
import { since2, type Certificate } from "../audit/certificate.js";
import type { Banner } from "./content.js";
import { fieldLabel, isPersonal } from "../model/fields.js";
import { erasureArticle } from "../model/law.js";
import { PUBLIC_PROFILE, scopeText } from "../model/scope.js";
import { capitalised, plural } from "../model/words.js";

const KINDS: Readonly<Record<string, string>> = {
  sweep: "The controller's policy",
  erasure: "On demand",
  watch: "Data that came back",
};

const at = (time: string) => DateTime.fromISO(time, { zone: "utc", locale: "en" });

/** `21 November 2026`, `09:00:00 UTC`. */
export function dayAndTime(time: string): [string, string] {
  return [at(time).toFormat("d LLLL yyyy"), at(time).toFormat("HH:mm:ss 'UTC'")];
}

/** `21 Nov 2026, 09:00:00 UTC`. */
export function moment(time: string): string {
  return at(time).toFormat("d LLL yyyy, HH:mm:ss 'UTC'");
}

/** A field as people call it. `custom (2 keys named in the policy)` keeps what stands behind the name. */
export function fieldName(field: string): string {
  const [name = "", ...rest] = field.split(" ");
  return [fieldLabel(name), ...rest].join(" ");
}

/** As the beginning of a line. */
export function begun(text: string): string {
  return capitalised(fieldName(text));
}

/** What was done, in one sentence. It claims no more than the list of what remains lets stand. */
export function summary(certificate: Certificate): string {
  const {
    erasure: { fields },
    run: { keeps },
  } = certificate;
  const { personal, remaining } = since2(certificate);
  const kept = (personal ?? keeps.filter(({ field }) => isPersonal(field))).length;
  const left = remaining.length;
  const parts = [
    ...(kept > 0 ? [`${plural(kept, "field was", "fields were")} kept`] : []),
    ...(left > 0 ? [`${plural(left, "field that isn’t known", "fields that aren’t known")} stayed`] : []),
  ];
  const inPart = parts.length > 0 ? `, in part: ${parts.join(", ")}` : "";
  if (fields.length > 0)
    return `Personal data of one user was overwritten, then read back and seen to be blank${inPart}.`;
  const end = keeps.length + left > 0 ? inPart : ": nothing was left to erase";
  return `Personal data of one user was looked for and seen to be blank${end}.`;
}

/** That it is of no erasure at TalkJS; null: nothing says so. */
export function banner(certificate: Certificate): Banner | null {
  const { api } = since2(certificate);
  if (!api?.rehearsal) return null;
  return { word: "REHEARSAL", text: `Rehearsal: the calls went to ${api.origin}, not to TalkJS` };
}

/** Where the calls went; none where that wasn't recorded yet. */
export function api(certificate: Certificate): string[] {
  const { api: found } = since2(certificate);
  return found ? [found.origin] : [];
}

/** What it covers, and what it left alone. */
export const scope = (certificate: Certificate): string => scopeText(since2(certificate).scope);

/** Who stands for it, as far as somebody is named. */
export function issuer(certificate: Certificate): [name: string, fact: string][] {
  const { controller, contact, responsible, keyUrl } = since2(certificate).issuer ?? {};
  const rows = [
    ["Controller", controller],
    ["Contact", contact],
    ["Responsible", responsible],
    ["Verifier key published at", keyUrl],
  ] as const;
  return rows.flatMap(([name, fact]) => (typeof fact === "string" ? [[name, fact] as [string, string]] : []));
}

/** When nothing was there: what a plan saw counts for nothing beside a look. */
export function seenBlankAt(certificate: Certificate): string {
  const { method: how, verifiedAt } = certificate.verification;
  return (how === "plan" ? since2(certificate).look?.at : undefined) ?? verifiedAt;
}

/** How it was done. */
export function method({ erasure: { fields, attempts } }: Certificate): string {
  if (fields.length === 0) return "None was needed.";
  const times = attempts === 1 ? "at the first attempt" : `in ${plural(attempts, "attempt")}`;
  return `Overwritten through TalkJS's REST API, ${times}.`;
}

/** What is said of whoever only a plan has seen: certificates that are issued now rest on a later look. */
export const SEEN_BY_PLAN = "read before approval; proves nothing after it";

/** How it was seen. */
export function verification(certificate: Certificate): string {
  const {
    erasure,
    verification: { method: how },
  } = certificate;
  const { look } = since2(certificate);
  if (how === "plan" && look)
    return `The user's record was read from TalkJS on ${moment(look.at)}, when this certificate was asked for: nothing of what was to be erased was there. When the run was planned it was so too.`;
  if (how === "plan")
    return `The user's record was read from TalkJS when the run was planned: nothing of what was to be erased was there. ${capitalised(SEEN_BY_PLAN)}.`;
  const what = how === "list_page" ? "The app's list of users" : "The user's record";
  const left = since2(certificate).remaining.length > 0 ? " but what is named under what remains" : "";
  const again = look ? ` Looked at again on ${moment(look.at)}, it was so still.` : "";
  return erasure.fields.length > 0
    ? `${what} was read back from TalkJS after the edit: nothing of what was to be erased was left${left}.${again}`
    : `${what} was read from TalkJS: nothing of what was to be erased was there${left}.${again}`;
}

export const isSeenByOthers = (certificate: Certificate): boolean =>
  since2(certificate).places.some(({ place }) => place === PUBLIC_PROFILE);

/** Whether the user was also looked at as other chat participants see them. */
export function witness(certificate: Certificate): string {
  if (!isSeenByOthers(certificate))
    return "Not looked at as other chat participants see it: TalkJS’s REST API alone was asked.";
  const at = moment(certificate.erasure.recordedAt);
  return `After that also seen blank as other chat participants see it, over TalkJS’s Realtime API, by ${at}.`;
}

/** Fields that the policy blanks and that held nothing, beside those that were blanked. */
export function blankBefore({ erasure: { fields }, run: { blanks } }: Certificate): string[] {
  return blanks.filter((field) => !fields.includes(field.split(" ")[0] ?? ""));
}

/** Why it was done: the law and the request, else what kind of run it was. */
export function basis({ request, erasure: { kind } }: Certificate): [string, string] {
  if (!request) return [KINDS[kind] ?? kind, "without a request"];
  const { regulation, protocol, receivedAt } = request;
  const through = Object.hasOwn(PROTOCOL, protocol) ? PROTOCOL[protocol as Protocol].name : protocol;
  const [day] = dayAndTime(receivedAt);
  return [erasureArticle(regulation), `asked for on ${day}${through === "" ? "" : `, through ${through}`}`];
}

/** A step on the way to the erasure. */
export interface CourseStep {
  at: string;
  what: string;
  /** Such as `by support`. */
  who: string | null;
}

/** What happened, in order of time. */
export function courseOf(certificate: Certificate): CourseStep[] {
  const {
    run,
    request,
    erasure,
    verification: { verifiedAt },
  } = certificate;
  const { comebacks, look } = since2(certificate);
  const { approvedAt, approvedBy, automatic } = run;
  const step = (at: string, what: string, who: string | null = null): CourseStep => ({ at, what, who });
  const steps: (CourseStep | null)[] = [
    request && step(request.receivedAt, "Request received"),
    request && step(request.recordedAt, "Request recorded", `by ${request.createdBy}`),
    step(run.createdAt, `Run ${erasure.runId} begun`, `by ${run.createdBy}`),
    approvedAt === null
      ? null
      : automatic
        ? step(approvedAt, "Run approved within its limits", `as ${approvedBy} allowed`)
        : step(approvedAt, "Run approved", `by ${approvedBy}`),
    step(verifiedAt, erasure.fields.length > 0 ? "Data read back: blank" : "Data read: blank already"),
    step(erasure.recordedAt, "Erasure recorded"),
    request && step(request.endedAt, `Request ended: ${request.state.replace("_", " ")}`),
    ...comebacks.flatMap(({ seenAt, fields, erasedAgain }) => [
      step(seenAt, `Data seen again: ${fields.map(fieldName).join(", ")}`),
      erasedAgain &&
        step(erasedAgain.verifiedAt, `Erased again by run ${erasedAgain.runId}, and read: blank`),
    ]),
    look && step(look.at, "Looked at: blank"),
  ];
  return steps
    .filter((step) => step !== null)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
