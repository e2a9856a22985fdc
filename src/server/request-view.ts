import { z } from "@hono/zod-openapi";
import type { RequestCounts } from "../ledger/request-counts.js";
import { REQUEST_STATES, REQUEST_EVENTS } from "../model/request-life.js";
import { OUTCOMES, SUBJECT_STATES } from "../model/outcome.js";
import { PROTOCOLS } from "../model/protocols.js";
import { REGULATIONS } from "../model/law.js";
import type { Request, RequestDetails } from "../ledger/requests.js";
import { daysLeft } from "../requests/deadline.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

const shared = {
  id: z.uuid(),
  state: z.enum(REQUEST_STATES),
  regulation: z.enum(REGULATIONS),
  /** How it came in. */
  protocol: z.enum(PROTOCOLS),
  createdBy: z.string().openapi({ description: "The token or program that handed it in." }),
  createdAt: time,
  receivedAt: time.openapi({ description: "When the person asked: it starts the legal clock." }),
  deadline: time,
  daysLeft: z.int().nullable().openapi({
    description: "Full days to the deadline, negative once it has passed; null when the request has ended.",
  }),
  extended: z.object({ at: time, reason: z.string() }).nullable(),
  waitUntil: time.nullable().openapi({ description: "Until then it can be cancelled and isn't begun." }),
  reason: z.string().nullable(),
  policyDigest: z.string(),
  code: z.string().nullable().openapi({ description: "Why it failed, is held or was retained." }),
  finishedAt: time.nullable(),
};

export const RequestItemSchema = z
  .object({
    ...shared,
    subjects: z.object({ total: z.int(), settled: z.int() }),
    emails: z.object({ total: z.int(), resolved: z.int() }),
  })
  .openapi("ErasureRequestItem");
export type RequestItem = z.infer<typeof RequestItemSchema>;

export const RequestViewSchema = z
  .object({
    ...shared,
    subjects: z.array(
      z.object({
        subject: z.string().openapi({ description: "The person's pseudonym." }),
        state: z.enum(SUBJECT_STATES),
        outcome: z.enum(OUTCOMES).nullable(),
        reason: z.string().nullable(),
        fields: z.array(z.string()).openapi({ description: "Fields that were blanked." }),
        remaining: z.array(z.string()).openapi({ description: "Fields that still hold something." }),
        verifiedAt: time.nullable().openapi({ description: "When it was read back." }),
        run: z.int().nullable(),
      }),
    ),
    emails: z.array(
      z.object({
        matches: z.int().nullable().openapi({ description: "Users found; null until it was looked for." }),
      }),
    ),
    events: z.array(
      z.object({ at: time, state: z.enum(REQUEST_EVENTS), code: z.string().nullable(), actor: z.string() }),
    ),
    joins: z.array(z.uuid()).openapi({ description: "Other open requests about one of these people." }),
  })
  .openapi("ErasureRequest");
export type RequestView = z.infer<typeof RequestViewSchema>;

/** A request as a list shows it. */
export function requestItem(request: Request, counts: RequestCounts | undefined, now: Date): RequestItem {
  const { subjects = 0, settled = 0, emails = 0, resolved = 0 } = counts ?? {};
  return {
    ...sharedOf(request, now),
    subjects: { total: subjects, settled },
    emails: { total: emails, resolved },
  };
}

/** @param joins IDs of other open requests about one of these people. */
export function requestView(details: RequestDetails, joins: string[], now: Date): RequestView {
  return {
    ...sharedOf(details.request, now),
    subjects: details.subjects.map((person) => ({
      subject: person.subject,
      state: person.state,
      outcome: person.outcome,
      reason: person.reason,
      fields: person.fields,
      remaining: person.remaining,
      verifiedAt: instant(person.verifiedAt),
      run: person.runId,
    })),
    emails: details.emails.map(({ matches, resolvedAt }) => ({ matches: resolvedAt && matches })),
    events: details.events.map(({ at, state, code, actor }) => ({
      at: instant(at),
      state,
      code,
      actor,
    })),
    joins,
  };
}

function sharedOf(request: Request, now: Date) {
  const { extendedAt, extensionReason, finishedAt } = request;
  return {
    id: request.id,
    state: request.state,
    regulation: request.regulation,
    protocol: request.protocol,
    createdBy: request.createdBy,
    createdAt: instant(request.createdAt),
    receivedAt: instant(request.receivedAt),
    deadline: instant(request.deadline),
    daysLeft: finishedAt ? null : Math.floor(daysLeft(request.deadline, now)),
    extended: extendedAt && { at: instant(extendedAt), reason: extensionReason ?? "" },
    waitUntil: instant(request.waitUntil),
    reason: request.reason,
    policyDigest: request.policyDigest,
    code: request.code,
    finishedAt: instant(finishedAt),
  };
}
