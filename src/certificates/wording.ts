import { DateTime } from "luxon";
import { PROTOCOL, type Protocol } from "../model/protocols.js";
import type { Certificate } from "../audit/certificate.js";
import { fieldLabel, isPersonal } from "../model/fields.js";
import { erasureArticle } from "../model/law.js";
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
export function summary({ erasure: { outcome }, run: { keeps } }: Certificate): string {
  const kept = keeps.filter(({ field }) => isPersonal(field)).length;
  const inPart = kept > 0 ? `, in part: ${plural(kept, "field was", "fields were")} kept` : "";
  if (outcome === "scrubbed")
    return `Personal data of one user was overwritten, then read back and seen to be blank${inPart}.`;
  const end = keeps.length > 0 ? inPart : ": nothing was left to erase";
  return `Personal data of one user was looked for and seen to be blank${end}.`;
}

/** How it was done. */
export function method({ erasure: { outcome, attempts } }: Certificate): string {
  if (outcome !== "scrubbed") return "None was needed.";
  const times = attempts === 1 ? "at the first attempt" : `in ${plural(attempts, "attempt")}`;
  return `Overwritten through TalkJS's REST API, ${times}.`;
}

/** What is said of whoever only a plan has seen: certificates that are issued now rest on a later look. */
export const SEEN_BY_PLAN = "read before approval; proves nothing after it";

/** How it was seen. */
export function verification({ erasure, verification: { method: how } }: Certificate): string {
  if (how === "plan")
    return `The user's record was read from TalkJS when the run was planned: nothing of what was to be erased was there. ${capitalised(SEEN_BY_PLAN)}.`;
  const what = how === "list_page" ? "The app's list of users" : "The user's record";
  return erasure.outcome === "scrubbed"
    ? `${what} was read back from TalkJS after the edit: nothing of what was to be erased was left.`
    : `${what} was read from TalkJS: nothing of what was to be erased was there.`;
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
export function courseOf({ run, request, erasure, verification: { verifiedAt } }: Certificate): CourseStep[] {
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
    step(verifiedAt, erasure.outcome === "scrubbed" ? "Data read back: blank" : "Data read: blank already"),
    step(erasure.recordedAt, "Erasure recorded"),
    request && step(request.endedAt, `Request ended: ${request.state.replace("_", " ")}`),
  ];
  return steps
    .filter((step) => step !== null)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
