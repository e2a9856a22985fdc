import { sql } from "drizzle-orm";
import { until } from "./until.js";
import { rows, type Database } from "../../src/ledger/database.js";
import type { Ledger } from "../../src/ledger/open.js";
import { emptyTally } from "../../src/ledger/runs/tally.js";
import { parsePolicy } from "../../src/policy/parse.js";

const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 10000000, maxShare: 100% }\n";

export interface LargeLedgerSizes {
  requests: number;
  /** The part of them that is open. */
  openShare: number;
  /** Rows of the worklist, all but some of one run that is half done. */
  users: number;
  actions: number;
}

/** What there is to ask for. */
export interface LargeLedger {
  /** The run that has nearly all of the worklist, and half of it done. */
  run: number;
  request: string;
  subject: string;
  /** The addresses of the API, with everything that makes another query. */
  addresses: string[];
}

/**
 * Fills a ledger with years of work in a few seconds: by statements of its database, as it would look by now. What is
 * encrypted in it can't be decrypted, but for the policies.
 */
export async function fillLedger(
  { db, encryption }: Ledger,
  appId: string,
  { requests, openShare, users, actions }: LargeLedgerSizes,
): Promise<LargeLedger> {
  // As before policies were bound to what they belong to: one text for all runs and requests.
  const policy = encryption.ofLedger().encrypt(JSON.stringify(parsePolicy(POLICY, "large").policy), "policy");
  const tally = JSON.stringify({ ...emptyTally(), scanned: users, selected: users, toScrub: users });
  await db.execute(sql`insert into scrubjay.runs (app_id, kind, state, auto_apply, listed, policy, policy_digest, tally,
      created_at, planned_at, approved_at, finished_at, tool_version)
    select ${appId}, case when n = 1 then 'sweep' else 'erasure' end, case when n = 1 then 'applying' else 'done' end, true, n > 1,
      ${policy}, 'sha256:0', ${tally}::jsonb, now() - interval '1 day', now(), now() - interval '1 hour',
      case when n > 1 then now() end, '0'
    from generate_series(1, ${Math.ceil(requests / 10)}::int) n`);
  const [first] = await rows<{ run: number }>(
    db,
    sql`select min(id)::int as run from scrubjay.runs where app_id = ${appId}`,
  );
  const run = first?.run ?? 0;
  await fillWorklist(db, run, users);
  await fillRequests(db, appId, run, { requests, openShare });
  await fillEvidence(db, appId, run, { entries: users / 2, actions });
  await fillRest(db, appId, run, { policy, deliveries: requests / 2, people: users / 5 });
  // As a database that looks after itself has it. Whoever looks at a table meanwhile, such as autovacuum itself, keeps its
  // pages from being marked as visible to all, and the planner from its indexes.
  await until("a vacuumed ledger", async () => {
    await db.execute(sql`vacuum analyze`);
    const unseen = sql`select relname from pg_class where relkind = 'r' and relallvisible < relpages
      and relnamespace = 'scrubjay'::regnamespace`;
    return (await rows(db, unseen)).length === 0;
  });
  const [request] = await rows<{ id: string; before: string }>(
    db,
    sql`select id, (extract(epoch from created_at) * 1000)::bigint::text as before from scrubjay.requests
        where app_id = ${appId} order by created_at offset ${Math.floor(requests / 2)} limit 1`,
  );
  const id = request?.id ?? "";
  const subject = "0".repeat(63) + "1";
  const cursor = Buffer.from(JSON.stringify([Number(request?.before), id])).toString("base64url");
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();
  return {
    ...{ run, request: id, subject },
    addresses: [
      "/v1/overview",
      "/v1/requests",
      `/v1/requests?cursor=${cursor}`,
      "/v1/requests?state=completed",
      `/v1/requests?state=completed&cursor=${cursor}`,
      "/v1/requests?state=failed",
      "/v1/requests?state=resolving",
      "/v1/requests?regulation=ccpa",
      "/v1/requests?regulation=ccpa&state=held",
      `/v1/requests?dueBefore=${inDays(3)}`,
      `/v1/requests?dueBefore=${inDays(-900)}`,
      `/v1/requests?dueBefore=${inDays(10)}&regulation=ccpa&state=queued`,
      `/v1/requests/${id}`,
      "/v1/runs",
      "/v1/runs?active=true",
      `/v1/runs?cursor=${run + 500}`,
      `/v1/runs/${run}`,
      `/v1/runs/${run}/progress`,
      `/v1/runs/${run}/pace`,
      "/v1/audit/log",
      "/v1/keys/signing",
      "/v1/audit/actions",
      "/v1/audit/recent/entries",
      `/v1/audit/recent/entries?run=${run}`,
      "/v1/audit/recent/entries?cursor=1000",
      `/v1/audit/recent/entries?subject=${subject}`,
      `/v1/audit/recent/entries?run=${run}&subject=${subject}`,
      "/v1/audit/recent/actions",
      "/v1/audit/recent/actions?actor=nobody",
      "/v1/audit/recent/actions?action=runs.create",
      "/v1/audit/recent/actions?actor=crm&action=runs.create",
      "/v1/audit/recent/actions?target=12",
      "/v1/deliveries?state=parked",
      "/v1/schedules",
      "/v1/watches",
      "/v1/comebacks",
    ],
  };
}

/** 64 hexadecimal digits, in order: an index of what has none is slow to build. */
const subject = sql.raw("lpad(to_hex(n), 64, '0')");

const uuid = sql.raw("overlay(overlay(md5(n::text) placing '4' from 13) placing '8' from 17)::uuid::text");

async function fillWorklist(db: Database, run: number, users: number): Promise<void> {
  await db.execute(sql`insert into scrubjay.batches (run_id, batch, state, scrubbed, failed, finished_at)
    select ${run}::int, n - 1, case when n <= ${users / 200} then 'done' else 'pending' end,
      case when n <= ${users / 200} then 99 else 0 end, case when n <= ${users / 200} then 1 else 0 end,
      case when n <= ${users / 200} then now() - interval '1 hour' * (1 - n / ${users / 200}::float8) end
    from generate_series(1, ${users / 100}::int) n`);
  await db.execute(sql`insert into scrubjay.batches (run_id, batch, state, scrubbed, finished_at)
    select id, 0, 'done', 1, now() from scrubjay.runs where id > ${run}`);
  await db.execute(sql`insert into scrubjay.worklist (run_id, subject, evidence, batch, list_page, state, intent, reason, fields, sealed)
    select ${run}::int, ${subject}, ${subject}, (n - 1) / 100, (n - 1) / 100,
      case when n > ${users / 2} then 'pending' when n % 100 = 0 then 'parked' else 'done' end, 'scrub',
      case when n <= ${users / 2} and n % 100 = 0 then 'NOT_CLEARED' end, '{name,email}',
      case when n > ${users / 2} or n % 100 = 0 then repeat('s', 80) end
    from generate_series(1, ${users}::int) n`);
  // Of a run that is done, some users wait for a person.
  await db.execute(sql`insert into scrubjay.worklist (run_id, subject, batch, state, reason, sealed)
    select ${run + 1}::int, ${subject}, 0, 'parked', 'NOT_CLEARED', 's' from generate_series(1, 200) n`);
}

async function fillRequests(
  db: Database,
  appId: string,
  run: number,
  { requests, openShare }: Pick<LargeLedgerSizes, "requests" | "openShare">,
): Promise<void> {
  const open = Math.round(requests * openShare);
  // Newest are open, the deadlines of some have passed.
  await db.execute(sql`insert into scrubjay.requests (id, app_id, state, regulation, protocol, created_by, created_at,
      received_at, deadline, policy, policy_digest, finished_at, code)
    select ${uuid}, ${appId},
      case when n > ${open}::int then 'completed' when n % 1000 = 0 then 'failed' when n % 500 = 1 then 'held'
           else 'queued' end,
      'gdpr', 'v1', 'crm', at, at, at + interval '31 days', repeat('p', 900), 'sha256:0',
      case when n > ${open}::int then at + interval '1 hour' end, case when n % 1000 = 0 then 'API_REJECTED' end
    from (select n, date_trunc('milliseconds', now() - interval '1 minute' * (n * 45000.0 / ${Math.max(open, requests / 10)}::int)) as at
          from generate_series(1, ${requests}::int) n) r`);
  await db.execute(sql`insert into scrubjay.request_subjects (request_id, subject, state, sealed, run_id)
    select ${uuid}, ${subject}, case when n > ${open}::int then 'settled' else 'open' end,
      case when n <= ${open}::int then 's' end, ${run}::int + 1 + n / 10
    from generate_series(1, ${requests}::int) n`);
}

async function fillEvidence(
  db: Database,
  appId: string,
  run: number,
  { entries, actions }: { entries: number; actions: number },
): Promise<void> {
  await db.execute(sql`insert into scrubjay.audit_entries (app_id, run_id, kind, epoch, subject, outcome, reason, fields,
      remaining, policy_digest, attempts, round, tool_version)
    select ${appId}, ${run}::int, 'sweep', 1, ${subject}, case when n % 100 = 0 then 'failed' else 'scrubbed' end,
      case when n % 100 = 0 then 'NOT_CLEARED' end, '{name,email}', '{}', 'sha256:0', 1, 1, '0'
    from generate_series(1, ${entries}::int) n`);
  await db.execute(sql`insert into scrubjay.audit_actions (app_id, actor, role, action, target, result, tool_version)
    select ${appId}, case when n % 50 = 0 then 'ops' else 'crm' end, 'operator',
      case when n % 1000 = 0 then 'runs.create' else 'requests.create' end, n::text, 'allowed', '0'
    from generate_series(1, ${actions}::int) n`);
  await db.execute(
    sql`insert into scrubjay.logs (app_id, origin, size) values (${appId}, ${`test/${appId}`}, ${entries + actions})`,
  );
  await db.execute(sql`insert into scrubjay.log_leaves (log_id, index, kind, row_id)
    select l.id, row_number() over () - 1, r.kind, r.id from scrubjay.logs l, (
      select 'action' as kind, id from scrubjay.audit_actions where app_id = ${appId}
      union all select 'entry', id from scrubjay.audit_entries where app_id = ${appId}) r
    where l.app_id = ${appId}`);
  await db.execute(sql`insert into scrubjay.log_checkpoints (log_id, size, at, note)
    select id, size, now(), '' from scrubjay.logs where app_id = ${appId}`);
}

async function fillRest(
  db: Database,
  appId: string,
  run: number,
  { policy, deliveries, people }: { policy: string; deliveries: number; people: number },
): Promise<void> {
  await db.execute(sql`insert into scrubjay.deliveries (id, app_id, kind, event, receiver, stream, about, sealed, state,
      next_at, tries_until, delivered_at)
    select ${uuid}, ${appId}, 'webhook', 'request.completed', 'r', n::text, n::text, repeat('s', 300),
      case when n % 2500 = 0 then 'parked' else 'delivered' end, now(), now(), now()
    from generate_series(1, ${deliveries}::int) n`);
  await db.execute(sql`insert into scrubjay.suppression (app_id, kind, subject, since, run_id, on_demand, found, last_comeback_at)
    select ${appId}, 'user', ${subject}, now() - interval '9 days', ${run}::int, false, true,
      case when n % 1000 = 0 then now() end
    from generate_series(1, ${people}::int) n`);
  await db.execute(sql`insert into scrubjay.watches (app_id, mode, from_app, state, on_comeback, auto_apply, created_by, finished_at)
    select ${appId}, 'watch', ${appId}, 'done', 'report', false, 'cli', now() from generate_series(1, 50)`);
  await db.execute(sql`insert into scrubjay.comebacks (watch_id, app_id, kind, subject, seen_at, blank_since, fields, still_back, held)
    select w.id, ${appId}, 'user', ${subject}, now() - interval '1 hour', now() - interval '9 days', '{email}', true, false
    from (select max(id) as id from scrubjay.watches where app_id = ${appId}) w, generate_series(1000, ${people}::int, 1000) n`);
  await db.execute(sql`insert into scrubjay.schedules (app_id, name, source, kind, cron, time_zone, approval, policy_name, policy,
      policy_digest, after, created_by)
    select ${appId}, 'schedule-' || n, 'api', 'sweep', '30 2 * * *', 'Europe/Berlin', 'wait', 'p', ${policy}, 'sha256:0', now(), 'cli'
    from generate_series(1, 10) n`);
  await db.execute(sql`insert into scrubjay.schedule_slots (schedule_id, slot, trigger, started_by, state, finished_at)
    select s.id, now() - interval '1 day' * n, 'cron', 'schedule', 'done', now()
    from scrubjay.schedules s, generate_series(1, 1000) n where s.app_id = ${appId}`);
}
