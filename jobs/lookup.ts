import { z } from "zod";
import { emailDigests, type Pseudonyms } from "../src/audit/pseudonyms.js";
import { isHopeless } from "../src/erasure/hopeless.js";
import { sealUser } from "../src/erasure/sealed-user.js";
import type { Executor } from "../src/ledger/database.js";
import type { Control, Job, Pass } from "../src/queue/job.js";
import type { User } from "../src/talkjs/user.js";
import { SERVICE } from "../src/ledger/actor.js";
import { changeRequest } from "./change-request.js";
import type { JobContext } from "./context.js";
import { endRequest } from "./settle-requests.js";
import { startRequests } from "./start-requests.js";

/** One pass holds a worker this long; then the job steps aside, so that a killed process costs little. */
const PASS_MS = 3_000;

const LookupData = z.strictObject({ lookup: z.int().positive() });
type LookupData = z.infer<typeof LookupData>;

/**
 * Pages through all users for the e-mail addresses of requests. What it looks for are pseudonyms: nobody's address
 * is kept. Each page is one transaction that also moves the cursor on.
 */
export const lookup: Job<LookupData, JobContext> = {
  name: "lookup",
  queue: () => "control",
  data: LookupData,
  id: ({ lookup: id }) => `lookup-${id}`,

  async run({ lookup: id }, context, control) {
    try {
      return await lookThrough(id, context, control);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      await fail(id, error.code, context);
      return "done";
    }
  },

  giveUp: ({ lookup: id }, context, code) => fail(id, code, context),
};

async function lookThrough(id: number, context: JobContext, { signal }: Control): Promise<Pass> {
  const deadline = Date.now() + PASS_MS;
  const talkjs = context.talkjs.lane("bulk");
  let wanted: Wanted | undefined;
  do {
    const found = await context.lookups.get(id);
    if (found?.state !== "scanning") {
      // This job's forerunner ended it and was killed before it could begin the next.
      await beginLookup(context);
      return "done";
    }
    const seal = context.seal.ofLedger();
    const place = (page: number) => `lookup:${id}:${page}`;
    const startingAfter = found.cursor === null ? undefined : seal.open(found.cursor, place(found.page));
    const users = await talkjs.users.page({ startingAfter }, { signal });
    const last = users.at(-1);
    if (!last) {
      await finish(id, context);
      return "done";
    }
    const cursor = seal.close(last.id, place(found.page + 1));
    // The same for all pages: an address that comes later waits for the next lookup.
    const addresses = (wanted ??= await wantedBy(id, context));
    await context.db.transaction(async (tx) => {
      if (!(await context.lookups.advance(tx, found, cursor, users.length))) return;
      for (const user of users) await match(tx, user, addresses, context);
    });
    context.telemetry.emit("lookup.page", { lookup: id, page: found.page, users: users.length });
  } while (Date.now() < deadline && !signal.aborted);
  return { againInMs: 0 };
}

/** Pseudonym of an address → the requests that name it. */
type Wanted = ReadonlyMap<string, readonly string[]>;

async function wantedBy(id: number, context: JobContext): Promise<Wanted> {
  const wanted = new Map<string, string[]>();
  for (const { email, requestId } of await context.lookups.emailsOf(id)) {
    const requests = wanted.get(email);
    if (requests) requests.push(requestId);
    else wanted.set(email, [requestId]);
  }
  return wanted;
}

function emailPseudonyms(user: User, pseudonyms: Pseudonyms): Set<string> {
  const digests = (user.email ?? []).flatMap(emailDigests);
  return new Set(digests.map((digest) => pseudonyms.email(digest)));
}

async function match(
  tx: Executor,
  user: User,
  wanted: Wanted,
  { pseudonyms, requests, requestSubjects, lookups, seal }: JobContext,
): Promise<void> {
  for (const email of emailPseudonyms(user, pseudonyms)) {
    for (const requestId of wanted.get(email) ?? []) {
      // Locked: a request that is being cancelled must not be given anybody's ID.
      const { state } = await requests.lock(tx, requestId);
      if (state !== "resolving") continue;
      const subject = pseudonyms.subject(user.id);
      const sealed = sealUser(seal.ofRequest(requestId), subject, { id: user.id, edit: {} });
      await requestSubjects.add(tx, requestId, [{ subject, sealed }]);
      await lookups.countMatch(tx, requestId, email);
    }
  }
}

/** Everybody was looked at: the requests go on with whom it found, or nobody has that address. */
async function finish(id: number, context: JobContext): Promise<void> {
  const { lookups, requests, requestSubjects, suppression, db } = context;
  const at = context.clock();
  const finished = await db.transaction(async (tx) => {
    if (!(await lookups.finish(tx, id, at))) return false;
    const emails = await lookups.emailsOf(id, tx);
    const resolving = new Set<string>();
    for (const requestId of new Set(emails.map((email) => email.requestId))) {
      if ((await requests.lock(tx, requestId)).state === "resolving") resolving.add(requestId);
    }
    // For a cancelled request nobody was looked for, so nothing is known of its addresses.
    const missing = emails.filter(({ requestId, matches }) => matches === 0 && resolving.has(requestId));
    await suppression.addEmails(tx, [...new Set(missing.map(({ email }) => email))], at);
    for (const requestId of resolving) {
      const people = await requestSubjects.of(tx, requestId);
      const step = { id: requestId, from: ["resolving"] as const, actor: SERVICE.name, at };
      if (people.length > 0) await changeRequest(tx, { ...step, to: "queued" }, context);
      else await endRequest(tx, requestId, { state: "not_found", code: null }, context);
    }
    return true;
  });
  if (!finished) return;
  context.telemetry.emit("lookup.finished", { lookup: id, state: "done", code: null });
  await beginLookup(context);
  await startRequests(context);
}

async function fail(id: number, code: string, context: JobContext): Promise<void> {
  const at = context.clock();
  await context.db.transaction(async (tx) => {
    const emails = await context.lookups.emailsOf(id, tx);
    if (!(await context.lookups.fail(tx, id, code, at))) return;
    for (const requestId of new Set(emails.map((email) => email.requestId))) {
      const { begunAt } = await context.requests.lock(tx, requestId);
      // For whoever asked it is in progress from here on, also when it is tried again.
      const change = { code, begunAt: begunAt ?? at };
      const step = { id: requestId, from: ["resolving"] as const, to: "failed" as const };
      await changeRequest(tx, { ...step, change, actor: SERVICE.name, at }, context);
    }
  });
  context.telemetry.emit("lookup.finished", { lookup: id, state: "failed", code });
}

/** Begins a lookup if addresses wait for one, and brings the active one's job back. */
export async function beginLookup(context: JobContext): Promise<void> {
  const id = (await context.lookups.begin(context.clock())) ?? (await context.lookups.active())?.id;
  if (id !== undefined) await context.queues.add(lookup, [{ lookup: id }]);
}
