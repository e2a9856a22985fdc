import { expect } from "vitest";
import { PAGE_ROUTES, QUERY, queryOf, routeOf, seenIn } from "../dashboard/crawl.js";
import { PEOPLE } from "./canary-people.js";
import { NOBODYS_ID } from "./canary-refusals.js";
import type { ScenarioContext } from "./canary-scenarios.js";
import { withoutPolicyNames, type RecordedService, type Visit } from "./recorded-service.js";
import { CANARY } from "./traces.js";

/** As an ID could be, short and plain; and as one that gives itself away. */
const PLAIN = `${CANARY}-7`;
const ADDRESS = `${CANARY}@example.test`;
const FORMATS = ["html", "json", "pdf"];

type Sent = [path: string, fields: Record<string, string>];

/** What is asked about people, and answered. */
const questions: Sent[] = [
  ...(["id", "many-a", "held", "poisoned", "nobody"] as const).flatMap((role): Sent[] =>
    ["/audit/person", "/holds/person", "/comebacks/person"].map((path) => [
      path,
      { userId: PEOPLE[role].id },
    ]),
  ),
  ["/comebacks/person", { email: PEOPLE["nobody-email"].email }],
  ["/comebacks/person", { email: PLAIN }],
];

/** Forms with the canary in every field. What anybody may write down freely isn't looked through for names, but for addresses. */
const refused: Sent[] = [
  ["/audit/person", { userId: "" }],
  ["/audit/person", { userId: `${CANARY}\0` }],
  ["/audit/log/consistency", { checkpoint: `${CANARY}\n${ADDRESS}` }],
  ["/holds/person", { userId: PLAIN.repeat(50) }],
  [
    "/holds/new",
    { userId: ADDRESS, ground: CANARY, owner: ADDRESS, reason: ADDRESS, endsOn: CANARY, key: CANARY },
  ],
  ["/comebacks/person", { userId: PLAIN, email: ADDRESS }],
  ["/comebacks/person/remove", { userId: PLAIN, email: ADDRESS }],
  [
    "/requests/new",
    {
      userIds: PLAIN,
      emails: PLAIN,
      regulation: CANARY,
      receivedOn: CANARY,
      reason: ADDRESS,
      policy: PLAIN,
      key: CANARY,
    },
  ],
  [
    "/requests/new",
    { userIds: `${PLAIN}\n${PLAIN.repeat(50)}`, emails: `${ADDRESS}\n${CANARY}`, policy: ADDRESS },
  ],
  [
    "/schedules/new",
    { name: ADDRESS, policy: PLAIN, kind: CANARY, cron: ADDRESS, timeZone: ADDRESS, approval: CANARY },
  ],
  [`/requests/${NOBODYS_ID}/extend`, { reason: ADDRESS }],
  [`/requests/${NOBODYS_ID}/certificate`, { subject: PLAIN, format: CANARY }],
  ["/runs/1/certificate", { userId: ADDRESS, format: CANARY }],
  ["/account/password", { current: ADDRESS, password: CANARY, again: PLAIN }],
];

/** From whoever isn't signed in. */
const strangers: Sent[] = [
  ["/sign-in", { name: ADDRESS, password: CANARY, to: `/${PLAIN}` }],
  ["/sign-in", { token: `sj_${CANARY}_${CANARY}`, to: `/requests/${PLAIN}` }],
  ["/sign-in/link", { link: PLAIN.repeat(3) }],
  ["/requests/new", { userIds: PLAIN }],
];

/** Every form, filled in well and badly, and every address with the canary in each place of it. */
export async function forms({ service }: ScenarioContext): Promise<void> {
  const pages = new Answers(service);
  for (const [path, fields] of questions) expect(await pages.ask(path, { fields }), path).toBe(200);
  for (const [path, fields] of refused) {
    const status = await pages.ask(path, { fields });
    expect(status, `${path} ${Object.keys(fields).join()}`).toBeGreaterThanOrEqual(400);
    expect(status, path).toBeLessThan(500);
  }
  expect(await pages.ask("/account/theme", { fields: { theme: PLAIN } })).toBe(303);
  for (const [path, fields] of strangers) await pages.ask(path, { fields, cookie: null });
  await certificates(service, pages);
  for (const path of PAGE_ROUTES.map((route) => route.slice("GET ".length)))
    for (const id of [PLAIN, ADDRESS]) {
      const segment = encodeURIComponent(id);
      const filled = path.replace(/:\w+/, segment);
      for (const at of [`${filled}?${queryOf(QUERY, id)}`, `${filled}/${segment}`])
        for (const visit of [{}, { cookie: null }])
          expect(await pages.ask(at, visit), path).toBeLessThan(500);
    }
}

/** Whoever is in a request gets theirs, and whoever types an ID in gets that one's. */
async function certificates(service: RecordedService, pages: Answers): Promise<void> {
  const { requests } = await service.ask("POST /v1/audit/lookup", { body: { userId: PEOPLE.id.id } });
  const [request = ""] = requests as string[];
  const { subjects } = await service.ask(`GET /v1/requests/${request}`);
  const [{ subject, run }] = subjects as [{ subject: string; run: number }];
  for (const format of FORMATS) {
    const ofRequest = { fields: { subject, format } };
    expect(await pages.ask(`/requests/${request}/certificate`, ofRequest), format).toBe(200);
    const ofRun = { fields: { userId: PEOPLE.id.id, format } };
    expect(await pages.ask(`/runs/${run}/certificate`, ofRun), format).toBe(200);
  }
}

/** What is answered is recorded: its status, its headers, its body. */
class Answers {
  constructor(private readonly service: RecordedService) {}

  async ask(path: string, visit: Visit): Promise<number> {
    const { status, headers, text } = await seenIn(path, await this.service.visit(path, visit));
    const who = `${visit.fields ? "POST" : "GET"} ${routeOf(path) ?? "elsewhere"}`;
    this.service.record(who, JSON.stringify([status, headers]));
    this.service.record(who, withoutPolicyNames(path.replace(/\?.*/s, ""), text));
    return status;
  }
}
