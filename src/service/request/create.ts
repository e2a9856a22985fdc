import { randomUUID } from "node:crypto";
import { failure } from "../../base/errors.js";
import { keptOfPeople } from "../../policy/fields.js";
import type { CipherContext, JobContext } from "../context.js";
import { beginLookup, type LookupContext } from "./look-up.js";
import { startJob } from "../jobs.js";
import { REQUEST_RECEIVED } from "../../model/actions.js";
import { emailDigest, type Pseudonyms } from "../../audit/pseudonyms.js";
import { encryptPolicy, placeOfRequest } from "../../erasure/encrypted-policy.js";
import { encryptUser } from "../../erasure/encrypted-user.js";
import { SubjectPolicy } from "../../erasure/subject-policy.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Protocol } from "../../model/protocols.js";
import { likenessOf } from "../../model/likeness.js";
import type { RequestTarget } from "../../model/request-lifecycle.js";
import type { Regulation } from "../../model/law.js";
import type { WantedEmail } from "../../ledger/requests/lookups.js";
import type { Request } from "../../ledger/requests/requests.js";
import { after } from "../../model/time.js";
import { policyDigest } from "../../policy/digest.js";
import type { Policy } from "../../policy/policy.js";
import { deadlineOf } from "../../requests/deadline.js";
import type { StepContext } from "./change.js";

/** What taking a request in works with. */
export type RequestContext = StepContext &
  LookupContext &
  CipherContext &
  Pick<JobContext, "requestSubjects" | "actions" | "db" | "appId" | "settings">;

export interface EmailIdentity {
  /** The address, or its SHA-256 in hexadecimal digits. */
  value: string;
  format: "raw" | "sha256";
}

/** What somebody asks for; at least one person is named. */
export interface RequestOrder {
  /** The ID that it is to have; handed in under the same one again it is the same request. Default: a random one. */
  id?: string | undefined;
  userIds: string[];
  emails: EmailIdentity[];
  regulation: Regulation;
  /** When the person asked; starts the legal clock. */
  receivedAt: Date;
  reason: string | null;
  protocol: Protocol;
  controllerRequestId?: string | undefined;
  /** Keyed digest of the body that it came in. */
  bodyDigest?: string | undefined;
  callbackUrls?: string[] | undefined;
  policy: Policy;
}

/**
 * Takes an erasure request in. Once this returns, the request is durable and will end visibly, whatever happens to
 * this process or to Redis.
 * @throws {POLICY_UNGROUNDED}, and a violation of the unique index `one_controller_request` when this controller's ID is taken.
 */
export async function createRequest(
  order: RequestOrder,
  actor: Actor,
  context: RequestContext,
): Promise<Request> {
  const id = order.id ?? randomUUID();
  const earlier = order.id === undefined ? undefined : await context.requests.find(order.id);
  if (earlier) return earlier;
  demandGrounds(order);
  const { pseudonyms, encryption, settings } = context;
  const now = context.clock();
  const requestSeal = encryption.ofRequest(id);
  const people = [...new Set(order.userIds)].map((userId) => {
    const subject = pseudonyms.subject(userId);
    return { subject, sealed: encryptUser(requestSeal, subject, { id: userId, edit: {} }) };
  });
  const emails = wantedEmails(order.emails, pseudonyms);
  const waitUntil = settings.waitingPeriod === undefined ? null : after(now, settings.waitingPeriod);
  const state: RequestTarget<"admit"> = waitUntil ? "waiting" : emails.length > 0 ? "resolving" : "queued";
  const disguised = SubjectPolicy.disguise(order.policy, pseudonyms);
  const digest = policyDigest(disguised);
  const callbacks = order.callbackUrls ?? [];
  const request = await context.db.transaction(async (tx) => {
    const inserted = await context.requests.insert(
      tx,
      {
        id,
        appId: context.appId,
        state,
        regulation: order.regulation,
        protocol: order.protocol,
        createdBy: actor.name,
        createdAt: now,
        receivedAt: order.receivedAt,
        deadline: deadlineOf(order.regulation, order.receivedAt),
        waitUntil,
        reason: order.reason,
        policy: encryptPolicy(disguised, placeOfRequest({ id, policyDigest: digest }), encryption),
        policyDigest: digest,
        controllerRequestId: order.controllerRequestId ?? null,
        bodyDigest: order.bodyDigest ?? null,
        callbacks:
          callbacks.length > 0
            ? encryption.ofLedger().encrypt(JSON.stringify(callbacks), `callbacks:${id}`)
            : null,
      },
      ["received", state],
    );
    await context.requestSubjects.add(tx, id, people);
    await context.lookups.addEmails(tx, id, emails);
    await context.outbox.requestChanged(tx, inserted, null);
    await context.actions.record(tx, REQUEST_RECEIVED, id, {
      createdBy: actor.name,
      deadline: inserted.deadline.toISOString(),
      protocol: order.protocol,
      receivedAt: order.receivedAt.toISOString(),
      regulation: order.regulation,
    });
    return inserted;
  });
  const { regulation } = order;
  const counts = { subjects: people.length, emails: emails.length };
  context.telemetry.emit("request.created", { request: id, regulation, ...counts });
  enqueueStart(request, context);
  return request;
}

/** What is kept of a person who asks is kept for one of the reasons of GDPR Art. 17(3), and Art. 12(4) has them told why. */
function demandGrounds({ regulation, policy }: RequestOrder): void {
  const fields = keptOfPeople(policy).flatMap(({ field, ground }) => (ground === null ? [field] : []));
  if (regulation === "gdpr" && fields.length > 0)
    throw failure("POLICY_UNGROUNDED", { fields: fields.join(", ") });
}

/** Each address once; of one that was handed in both as it is and hashed, the likeness is known. */
function wantedEmails(emails: readonly EmailIdentity[], pseudonyms: Pseudonyms): WantedEmail[] {
  const wanted = new Map<string, WantedEmail>();
  for (const identity of emails) {
    const email = pseudonyms.email(digestOf(identity));
    const likeness =
      identity.format === "raw" ? (likenessOf(identity.value, pseudonyms.likeness) ?? null) : null;
    wanted.set(email, { email, likeness: likeness ?? wanted.get(email)?.likeness ?? null });
  }
  return [...wanted.values()];
}

const digestOf = ({ value, format }: EmailIdentity): string =>
  format === "sha256" ? value.toLowerCase() : emailDigest(value);

/** Begins at once where Redis and a worker are there. Not waited for: reconciling finds the request in any case. */
export function enqueueStart({ id, state }: Request, context: LookupContext): void {
  const begun =
    state === "queued"
      ? context.queues.add(startJob, [{ request: id }])
      : state === "resolving" && beginLookup(context);
  if (begun) begun.catch(() => undefined);
}
