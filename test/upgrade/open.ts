import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { loadConfig } from "../../src/config/config.js";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { rows } from "../../src/ledger/database.js";
import { noPolicies } from "../../src/policy/named-policies.js";
import { createApi } from "../../src/server/create-api.js";
import { openApp } from "../../src/wiring/open-app.js";
import { openRuntime, type Runtime } from "../../src/wiring/runtime.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { APP_FILES, type AppId, type Kept } from "./kept.js";
import type { Finished } from "./restore.js";

/** A kept app, opened by the program of today with its people, and at work. */
export interface RestoredApp {
  runtime: Runtime;
  sandbox: TestSandbox;
  /** A call of the API by whoever has the ledger's key, unless it comes with a token. @throws unless it is answered 2xx. */
  call: (method: "GET" | "POST", path: string, body?: unknown) => Promise<Response>;
  get: <T>(path: string) => Promise<T>;
  withToken: (token: string, path: string) => Promise<Response>;
}

const OWNER: Actor = { name: "cli", role: "owner" };

/** No end of these may come while a fixture is kept: it is opened years later. */
const LASTING = { SCRUBJAY_RETENTION: "100 years", SCRUBJAY_EPOCH: "100 years" };
const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000" };

export async function openRestoredApp(
  kept: Kept,
  appId: AppId,
  settings: Record<string, string>,
  finished: Finished,
): Promise<RestoredApp> {
  const sandbox = await startTestSandbox({ users: 0, appId }, finished as never);
  const people = await kept.lines<{ data: Record<string, unknown> }>(appId, APP_FILES.people);
  await sandbox.addUsers(people.map(({ data }) => data));
  const env = { ...settings, ...LASTING, ...FAST, ...sandbox.env };
  const config = loadConfig(env, ["app", "talkjs"]);
  const app = await openApp({
    config,
    appId,
    command: "test",
    say: () => undefined,
  });
  finished(() => app.cleanup.run());
  // Opening ends plans that are too old; this one isn't, however old the fixture is.
  await app.ledger.db.execute(
    sql`update scrubjay.runs set planned_at = ${app.clock().toISOString()} where app_id = ${appId} and state = 'planned'`,
  );
  const runtime = await openRuntime(app);
  runtime.startWorkers();
  const api = createApi({ app, context: runtime.context, policies: noPolicies });
  const call: RestoredApp["call"] = async (method, path, body) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_BODY };
    const answer = await api.request(path, { method, ...sent }, { actor: OWNER });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    runtime,
    sandbox,
    call,
    get: async <T>(path: string) => (await call("GET", path)).json() as Promise<T>,
    withToken: async (token, path) =>
      api.request(path, { headers: { authorization: `Bearer ${token}` } }, {}),
  };
}

const JSON_BODY = { "content-type": "application/json" };

/** What a query of kept.ts finds in the opened ledger. */
export const found = <Row>({ runtime }: RestoredApp, query: string): Promise<Row[]> =>
  rows<Row>(runtime.ledger.db, sql.raw(query));

/** Audit = journal: what the old process and today's edited is recorded, each field of each person once. */
export async function expectAuditEqualsJournal(
  { runtime: { context }, sandbox }: RestoredApp,
  kept: Kept,
): Promise<void> {
  const epoch = await context.keyring.of(1);
  const before = await kept.lines<{ user: string; fields: string[] }>(context.appId, APP_FILES.journal);
  const journal = new Map<string, string[]>();
  for (const { user, fields } of [...before, ...(await sandbox.journal())])
    add(journal, epoch.subject(user), fields);
  const audit = new Map<string, string[]>();
  for await (const { subject, fields } of context.entries.all())
    if (fields.length > 0) add(audit, subject, fields);
  expect(audit).toEqual(journal);
}

function add(to: Map<string, string[]>, subject: string, fields: readonly string[]): void {
  to.set(subject, [...(to.get(subject) ?? []), ...fields].sort());
}
