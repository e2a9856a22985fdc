import { sql } from "drizzle-orm";
import type { Policy } from "../../src/policy/policy.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { person, reach } from "../jobs/requests-by-test.js";
import { appHarness } from "../jobs/app-harness.js";
import type { TestLedger } from "../support/ledger.js";
import { dashboardHarness, type DashboardHarness, type Visitor } from "./dashboard-harness.js";

/** What somebody might type to have it run in another one's browser. */
export const PAYLOADS = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  "</title></textarea><svg/onload=alert(1)>",
  "{{7*7}}${7*7}",
  "javascript:alert(1)",
  "//evil.example/x",
];
/** All that break out of something, in one text that is short enough for every field. */
export const PAYLOAD = `"'></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}`;

const hostilePolicy = (rest: object): Policy =>
  parsePolicy(
    JSON.stringify({
      version: 1,
      select: { all: true },
      limits: { maxUsers: 99, maxShare: "100%" },
      ...rest,
    }),
    "test",
  ).policy;

const OF_REQUESTS = hostilePolicy({
  select: { roles: [PAYLOAD], custom: { [PAYLOAD]: ["==", PAYLOAD] } },
  exclude: { roles: [`${PAYLOAD} not`], legalHold: { customKey: `${PAYLOAD} hold`, values: [PAYLOAD] } },
  scrub: { name: { replace: PAYLOAD }, locale: "keep", custom: { blankAllBut: [`${PAYLOAD} kept`] } },
  grounds: { locale: PAYLOAD, custom: PAYLOAD, role: PAYLOAD },
  audit: { customKeys: "names" },
});
const OF_SWEEPS = hostilePolicy({
  scrub: { name: { pseudonym: `${PAYLOAD} {code}` }, custom: { blankOnly: [PAYLOAD] } },
});

const victim = (id: string) => ({
  ...person(id),
  role: PAYLOAD,
  locale: PAYLOAD,
  custom: { [PAYLOAD]: PAYLOAD, [`${PAYLOAD} kept`]: PAYLOAD },
});

export interface HostileDashboard {
  dashboard: DashboardHarness;
  /** An approver whose very name is one of the payloads. */
  visitor: Visitor;
  /** A request that has ended. */
  request: string;
}

/** A dashboard where the payload stands wherever anybody, a policy file or TalkJS can put a text; and some where none can. */
export async function hostileDashboard(on: TestLedger): Promise<HostileDashboard> {
  const people = ["ada", "bob", "cem"].map(victim);
  const harness = await appHarness(on, { people, settings: { SCRUBJAY_API_RATE: "100000" } });
  const { app, context } = harness;
  const dashboard = dashboardHarness(app, { context });
  const named = new Map([
    [PAYLOAD, OF_REQUESTS],
    ["sweeps", OF_SWEEPS],
  ]);
  dashboard.backend.policies = {
    get: (name) => named.get(name),
    names: () => [...named.keys()],
    erasure: OF_REQUESTS,
  };
  const visitor = await dashboard.visitor("approver", PAYLOAD);
  const made = async (path: string, fields: Record<string, string>) => {
    const answer = await visitor.post(path, fields);
    const [, id = ""] = /^\/\w+\/([^?]+)\?/.exec(answer.headers.get("location") ?? "") ?? [];
    if (id === "") throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return id;
  };
  const texts = { owner: PAYLOAD, reason: PAYLOAD };
  await made("/holds/new", { userId: "bob", ground: "e", ...texts });
  harness.startWorkers();
  const request = await made("/requests/new", { userIds: "ada", policy: PAYLOAD, reason: PAYLOAD });
  const held = await made("/requests/new", { userIds: "bob", reason: PAYLOAD });
  await made(`/requests/${held}/extend`, { reason: PAYLOAD });
  await reach(harness, request, "partly_retained");
  await reach(harness, held, "held");
  await made("/schedules/new", {
    name: "nightly",
    policy: "sweeps",
    cron: "30 2 * * *",
    timeZone: "Europe/Berlin",
  });
  await visitor.post("/schedules/nightly/run");
  await visitor.post("/comebacks/look", { then: "report" });
  // Names that nobody could give.
  await app.tokens.create(`${PAYLOAD} token`, "viewer", null, { name: PAYLOAD, role: "owner" }, new Date());
  await app.ledger.db.execute(sql`
    insert into scrubjay.schedules select (jsonb_populate_record(s, jsonb_build_object('id', s.id + 1000000, 'name', ${PAYLOAD}::text, 'source', ${PAYLOAD}::text))).*
    from scrubjay.schedules s where s.app_id = ${app.appId} and s.name = 'nightly'`);
  await context.sealer.seal();
  return { dashboard, visitor, request };
}
