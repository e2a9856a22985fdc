import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { rows } from "../../src/ledger/database.js";
import type { Ledger } from "../../src/ledger/open.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { receiver, type Receiver } from "../outbound/receiver.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox } from "../support/sandbox.js";
import { everythingSeen } from "./canary-at-work.js";
import { evidence, PUBLISHING } from "./canary-evidence.js";
import { forms } from "./canary-forms.js";
import type { RecordedService } from "./recorded-service.js";
import { IDENTITIES, USERS } from "./canary-people.js";
import { refusals } from "./canary-refusals.js";
import {
  allTold,
  comebacks,
  commands,
  giveUpWhileWaiting,
  lookups,
  policyFor,
  requests,
  runs,
  type ScenarioContext,
} from "./canary-scenarios.js";
import { FullCrawl } from "./canary-crawl.js";
import { KEYS } from "./evidence.js";
import { FAST } from "./command-environment.js";
import { CANARY, tableDump, Traces } from "./traces.js";

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;

/** A sandbox of canaries, receivers at secret addresses, and what a service is told of them. */
export async function canaryEnvironment() {
  const cwd = await tempFolder();
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.addUsers(USERS);
  const withSecret = (at: Receiver, secret: string) =>
    Object.assign(at, { secretUrl: `${at.url}/${CANARY}-${secret}?key=${CANARY}` });
  const controller = withSecret(await receiver(), "callback");
  const listener = withSecret(await receiver(), "hook");
  const { domain, keyFile, certificateFile } = await makeCertificate();
  await mkdir(join(cwd, "policies"));
  const policy = {
    ...policyFor("sweep"),
    schedules: [{ name: "of-file", cron: "0 4 1 1 *", timeZone: "UTC" }],
  };
  await writeFile(join(cwd, "policies", "standard.yaml"), JSON.stringify(policy));
  const env = {
    ...sandbox.env,
    ...FAST,
    LOG_LEVEL: "trace",
    ...KEYS,
    ...PUBLISHING,
    SCRUBJAY_POLICIES: "policies",
    SCRUBJAY_API_RATE: "100000",
    SCRUBJAY_CALLBACK_HOSTS: controller.host,
    SCRUBJAY_CALLBACK_INSECURE: "true",
    SCRUBJAY_WEBHOOK_URLS: listener.secretUrl,
    SCRUBJAY_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SCRUBJAY_OPENDSR_DOMAIN: domain,
    SCRUBJAY_OPENDSR_KEY_FILE: keyFile,
    SCRUBJAY_OPENDSR_CERTIFICATE_FILE: certificateFile,
  };
  return { cwd, sandbox, controller, listener, env };
}

/** As they stand in settings; the first one's epoch is none of its secret. */
const KEY_TEXTS = Object.values(KEYS).map((value) => value.replace(/^1=/, ""));

type CanaryEnvironment = Awaited<ReturnType<typeof canaryEnvironment>>;

const tracesOf = ({ tokens, session }: RecordedService, env: Record<string, string>) =>
  new Traces({
    identities: IDENTITIES,
    secrets: [
      ...Object.values(tokens),
      ...Object.values(session),
      WEBHOOK_SECRET,
      env["TALKJS_SECRET_KEY"] ?? "",
      ...KEY_TEXTS,
    ],
  });

type Scenario = (scenario: ScenarioContext) => Promise<void>;
/** Everything that a service does. */
export const ALL_SCENARIOS: Scenario[] = [
  ...[requests, runs, comebacks, lookups, commands, evidence, refusals, forms],
  everythingSeen,
];
/** What leaves the most behind in the folder of a service that keeps everything there itself. */
export const ONE_SCENARIO: Scenario[] = [requests];

/** Runs scenarios, the service twice started: once with a waiting period. @returns what finds traces. */
export async function runScenarios(
  service: RecordedService,
  { sandbox, controller, listener, env }: CanaryEnvironment,
  place: { look: (traces: Traces) => Promise<void>; worker: boolean; scenarios: Scenario[] },
): Promise<Traces> {
  await service.serve({ SCRUBJAY_WAITING_PERIOD: "1 hour" });
  await service.makeTokens();
  await service.signIn();
  const traces = tracesOf(service, env);
  const context: ScenarioContext = {
    service,
    sandbox,
    controller,
    checkTraces: () => place.look(traces),
    crawl: new FullCrawl(service),
  };
  await giveUpWhileWaiting(context);
  await context.checkTraces();
  await service.close();
  await service.serve();
  const metrics = place.worker ? await service.worker() : service.url;
  for (const scenario of place.scenarios) await scenario(context);
  await allTold(service);
  service.record("metrics", await (await fetch(`${metrics}/metrics`)).text());
  await service.ask("GET /v1/audit/actions?limit=1000");
  await service.command(["audit", "export"]);
  await service.close();

  expect(service.all).toContain("talkjs.answered");
  expect(service.all).toContain("api.called");
  expect(service.all).toContain("scrubjay_users_total");
  expect.soft(service.tracesIn(traces)).toEqual([]);
  expect(listener.received.length).toBeGreaterThan(5);
  for (const { headers, body } of listener.received)
    expect.soft(traces.excerpts(`${JSON.stringify(headers)}\n${body}`)).toEqual([]);
  expect(controller.received.length).toBeGreaterThan(5);
  for (const { headers, body } of controller.received) {
    const { status_callback_url: url, ...reported } = JSON.parse(body) as Record<string, unknown>;
    expect(url).toBe(controller.secretUrl);
    expect.soft(traces.excerpts(JSON.stringify([headers, reported]))).toEqual([]);
  }
  return traces;
}

/** Nothing of an open ledger: its rows, and references to people that nobody needs any more. */
export async function expectNothingLeft({ db }: Ledger, traces: Traces): Promise<void> {
  const dump = await tableDump(db);
  expect(dump).toContain("scrubjay.audit_actions");
  expect.soft(traces.excerpts(dump)).toEqual([]);
  const sealed = await rows<{ place: string }>(
    db,
    sql`select 'worklist' as place from scrubjay.worklist where sealed is not null and state <> 'parked'
        union all select 'request_subjects' from scrubjay.request_subjects where sealed is not null
        union all select 'comebacks' from scrubjay.comebacks where sealed is not null
        union all select 'scan_cursor of ' || state from scrubjay.runs where scan_cursor is not null
        union all select 'cursor of lookup ' || state from scrubjay.lookups where cursor is not null
        union all select 'cursor of watch ' || state from scrubjay.watches where cursor is not null`,
  );
  expect.soft(sealed).toEqual([]);
}
