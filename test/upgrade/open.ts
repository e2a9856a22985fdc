import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { loadConfig } from "../../src/config/config.js";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { rows } from "../../src/ledger/database.js";
import { emptyShelf } from "../../src/policy/shelf.js";
import { createApp } from "../../src/server/app.js";
import { openSession } from "../../src/wiring/session.js";
import { openWorkshop, type Workshop } from "../../src/wiring/workshop.js";
import { startTown, type Town } from "../support/town.js";
import { APP_FILES, type AppId, type Kept } from "./kept.js";
import type { Finished } from "./restore.js";

/** A kept app, opened by the program of today with its people, and at work. */
export interface OpenedApp {
  workshop: Workshop;
  town: Town;
  /** A call of the API by whoever has the ledger's key, unless it comes with a token. @throws unless it is answered 2xx. */
  call: (method: "GET" | "POST", path: string, body?: unknown) => Promise<Response>;
  get: <T>(path: string) => Promise<T>;
  withToken: (token: string, path: string) => Promise<Response>;
}

const OWNER: Actor = { name: "cli", role: "owner" };

/** No end of these may come while a fixture is kept: it is opened years later. */
const LASTING = { SCRUBJAY_RETENTION: "100 years", SCRUBJAY_EPOCH: "100 years" };
const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000" };

export async function openApp(
  kept: Kept,
  appId: AppId,
  settings: Record<string, string>,
  finished: Finished,
): Promise<OpenedApp> {
  const town = await startTown({ users: 0, appId }, finished as never);
  const people = await kept.lines<{ data: Record<string, unknown> }>(appId, APP_FILES.people);
  await town.addUsers(people.map(({ data }) => data));
  const env = { ...settings, ...LASTING, ...FAST, ...town.env };
  const config = loadConfig(env, ["app", "talkjs"]);
  const session = await openSession({
    config,
    appId,
    command: "test",
    say: () => undefined,
  });
  finished(() => session.releasers.release());
  // Opening ends plans that are too old; this one is to be applied, however old the fixture is.
  await session.ledger.db.execute(
    sql`update scrubjay.runs set planned_at = ${session.clock().toISOString()} where app_id = ${appId} and state = 'planned'`,
  );
  const workshop = await openWorkshop(session);
  workshop.startWorkers();
  const api = createApp({ session, context: workshop.context, policies: emptyShelf });
  const call: OpenedApp["call"] = async (method, path, body) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_BODY };
    const answer = await api.request(path, { method, ...sent }, { actor: OWNER });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    workshop,
    town,
    call,
    get: async <T>(path: string) => (await call("GET", path)).json() as Promise<T>,
    withToken: async (token, path) =>
      api.request(path, { headers: { authorization: `Bearer ${token}` } }, {}),
  };
}

const JSON_BODY = { "content-type": "application/json" };

/** What a query of kept.ts finds in the opened ledger. */
export const found = <Row>({ workshop }: OpenedApp, query: string): Promise<Row[]> =>
  rows<Row>(workshop.ledger.db, sql.raw(query));

/** Audit = journal: what the old process and today's edited is recorded, each field of each person once. */
export async function expectAuditEqualsJournal(
  { workshop: { context }, town }: OpenedApp,
  kept: Kept,
): Promise<void> {
  const epoch = await context.keyring.of(1);
  const before = await kept.lines<{ user: string; fields: string[] }>(context.appId, APP_FILES.journal);
  const journal = new Map<string, string[]>();
  for (const { user, fields } of [...before, ...(await town.journal())])
    add(journal, epoch.subject(user), fields);
  const audit = new Map<string, string[]>();
  for await (const { subject, fields } of context.entries.all())
    if (fields.length > 0) add(audit, subject, fields);
  expect(audit).toEqual(journal);
}

function add(to: Map<string, string[]>, subject: string, fields: readonly string[]): void {
  to.set(subject, [...(to.get(subject) ?? []), ...fields].sort());
}
