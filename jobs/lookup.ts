import { lookupJob } from "../src/service/jobs.js";
import { encryptUser } from "../src/erasure/encrypted-user.js";
import { canonicalAddress } from "../src/model/email-address.js";
import { NearMisses } from "../src/model/likeness.js";
import type { RequestEmail } from "../src/ledger/requests/requests.js";
import type { Lookup } from "../src/ledger/requests/lookups.js";
import type { Executor } from "../src/ledger/database.js";
import type { Control, Job } from "../src/queue/job.js";
import { emailsOf } from "../src/talkjs/user-values.js";
import type { User } from "../src/talkjs/user.js";
import { SERVICE } from "../src/ledger/evidence/actor.js";
import { changeRequest, failRequest } from "../src/service/request/change.js";
import type { JobContext } from "../src/service/context.js";
import { demandUsers } from "../src/service/demand-users.js";
import { pass } from "../src/service/pass.js";
import { endRequest } from "../src/service/request/settle.js";
import { startRequests, type StartContext } from "../src/service/request/start.js";
import { readUserPage } from "../src/erasure/user-page.js";
import { beginLookup } from "../src/service/request/look-up.js";

type Context = StartContext & Pick<JobContext, "talkjs" | "lookups" | "suppression" | "userCounts">;

/**
 * Pages through all users for the e-mail addresses of requests. What it looks for are pseudonyms: nobody's address
 * is kept. Each page is one transaction that also moves the cursor on.
 */
export const lookup: Job<{ lookup: number }, Context> = {
  ...lookupJob,

  run({ lookup: id }, context, control) {
    return pass(searcher(id, context, control), control, (code) => fail(id, code, context));
  },

  giveUp: ({ lookup: id }, context, code) => fail(id, code, context),
};

function searcher(id: number, context: Context, { signal }: Control): () => Promise<boolean> {
  const talkjs = context.talkjs.lane("bulk");
  const reading = { cipher: context.encryption.ofLedger(), place: `lookup:${id}`, signal };
  let wanted: Wanted | undefined;
  return async () => {
    const found = await context.lookups.get(id);
    if (found?.state !== "scanning") {
      // This job's forerunner ended it and was killed before it could begin the next.
      await beginLookup(context);
      return false;
    }
    const read = await readUserPage(talkjs, found, reading);
    if (!read) {
      // Nobody is told that an address isn't there by a list that was cut short.
      await demandUsers(found.scanned, context);
      await finish(found, context);
      return false;
    }
    const { users, cursor } = read;
    // The same for all pages: an address that comes later waits for the next lookup.
    const asked = (wanted ??= await wantedBy(id, context));
    await context.db.transaction(async (tx) => {
      if (!(await context.lookups.advance(tx, found, cursor, users.length))) return;
      const near: Tally = new Map();
      for (const user of users) await match(tx, user, asked, near, context);
      await countNearMisses(tx, near, context);
    });
    context.telemetry.emit("lookup.page", { lookup: id, page: found.page, users: users.length });
    return true;
  };
}

/** An address of a request, as it is looked for. */
type Asked = Pick<RequestEmail, "requestId" | "email">;

interface Wanted {
  /** Pseudonym of an address → the requests that name it. */
  exact: ReadonlyMap<string, readonly string[]>;
  near: NearMisses<Asked>;
}

async function wantedBy(id: number, { lookups, pseudonyms }: Context): Promise<Wanted> {
  const all = await lookups.emailsOf(id);
  const exact = new Map<string, string[]>();
  for (const { email, requestId } of all) {
    const requests = exact.get(email);
    if (requests) requests.push(requestId);
    else exact.set(email, [requestId]);
  }
  const near = all.flatMap((asked) => (asked.likeness ? [[asked, asked.likeness] as const] : []));
  return { exact, near: new NearMisses(near, pseudonyms.likeness) };
}

/** Near misses of a page, by the address that was asked for. */
type Tally = Map<Asked, number>;

async function match(
  tx: Executor,
  user: User,
  { exact, near }: Wanted,
  tally: Tally,
  { pseudonyms, requests, requestSubjects, lookups, encryption }: Context,
): Promise<void> {
  const addresses = emailsOf(user);
  const found = new Set<string>();
  for (const email of pseudonyms.emails(addresses)) {
    for (const requestId of exact.get(email) ?? []) {
      found.add(requestId);
      // Locked: a request that is being cancelled must not be given anybody's ID.
      const { state } = await requests.lock(tx, requestId);
      if (state !== "resolving") continue;
      const subject = pseudonyms.subject(user.id);
      const sealed = encryptUser(encryption.ofRequest(requestId), subject, { id: user.id, edit: {} });
      await requestSubjects.add(tx, requestId, [{ subject, sealed }]);
      await lookups.countMatch(tx, requestId, email);
    }
  }
  for (const address of new Set(addresses.map(canonicalAddress)))
    for (const asked of address === undefined ? [] : near.of(address))
      // Whom the request has found is erased by it, whatever their other addresses are.
      if (!found.has(asked.requestId)) tally.set(asked, (tally.get(asked) ?? 0) + 1);
}

async function countNearMisses(tx: Executor, tally: Tally, { requests, lookups }: Context): Promise<void> {
  for (const [{ requestId, email }, found] of tally) {
    // Locked before its addresses, in the order in which a cancellation does it.
    await requests.lock(tx, requestId);
    await lookups.countNearMisses(tx, requestId, email, found);
  }
}

/** Everybody was looked at: the requests go on with whom it found, or nobody has that address. */
async function finish({ id, scanned }: Pick<Lookup, "id" | "scanned">, context: Context): Promise<void> {
  const { lookups, requests, requestSubjects, suppression, userCounts, db } = context;
  const at = context.clock();
  const finished = await db.transaction(async (tx) => {
    if (!(await lookups.finish(tx, id, at))) return false;
    await userCounts.note(tx, scanned, at);
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
      const step = { id: requestId, step: "resolve", actor: SERVICE.name, at } as const;
      if (people.length > 0) await changeRequest(tx, { ...step, to: "queued" }, context);
      else await endRequest(tx, requestId, { step: "resolve", to: "not_found", code: null }, context);
    }
    return true;
  });
  if (!finished) return;
  context.telemetry.emit("lookup.finished", { lookup: id, state: "done", code: null });
  await beginLookup(context);
  await startRequests(context);
}

async function fail(id: number, code: string, context: Context): Promise<void> {
  const at = context.clock();
  await context.db.transaction(async (tx) => {
    const emails = await context.lookups.emailsOf(id, tx);
    if (!(await context.lookups.fail(tx, id, code, at))) return;
    for (const requestId of new Set(emails.map((email) => email.requestId))) {
      await failRequest(tx, { id: requestId, step: "resolve" }, code, context);
    }
  });
  context.telemetry.emit("lookup.finished", { lookup: id, state: "failed", code });
}
