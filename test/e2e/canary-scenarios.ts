import { createHash, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Receiver } from "../outbound/receiver.js";
import type { TestSandbox } from "../support/sandbox.js";
import { full } from "../support/size.js";
import { until } from "../support/until.js";
import type { RecordedService } from "./recorded-service.js";
import { PEOPLE, USERS, type Role } from "./canary-people.js";
import type { FullCrawl } from "./canary-crawl.js";
import { CANARY } from "./traces.js";

export const FINAL = ["completed", "partly_retained", "not_found", "cancelled"];
const ENDED = [...FINAL, "failed", "held"];
const SLOW_MS = 700;

export const policyFor = (role: Role) => ({
  version: 1,
  select: { custom: { [`${CANARY} ${role}`]: ["==", CANARY] } },
  exclude: { ids: [`excluded-${CANARY}`, PEOPLE.excluded.id], legalHold: { customKey: `${CANARY} hold` } },
  limits: { maxUsers: 100, maxShare: "100%" },
});
const EVERYBODY = { version: 1, select: { all: true }, limits: { maxUsers: 100, maxShare: "100%" } };

const sha256 = (email: string) => createHash("sha256").update(email.toLowerCase()).digest("hex");
const id = (role: Role) => PEOPLE[role].id;
const identity = (identity_type: string, identity_value: string, identity_format = "raw") => ({
  identity_type,
  identity_value,
  identity_format,
});
export const byId = (role: Role) => identity("controller_customer_id", id(role));

export const orderOf = (identities: object[], callbackUrl: string) => ({
  regulation: "gdpr",
  subject_request_id: randomUUID(),
  subject_request_type: "erasure",
  submitted_time: new Date().toISOString(),
  subject_identities: identities,
  status_callback_urls: [callbackUrl],
});

/** Where everything goes on. `look` looks for traces while work is open. */
export interface ScenarioContext {
  service: RecordedService;
  sandbox: TestSandbox;
  /** Of callbacks; its URL has a secret. */
  controller: Receiver & { secretUrl: string };
  checkTraces: () => Promise<void>;
  /** Goes through the dashboard, as it is now. */
  crawl: FullCrawl;
}

/** With a waiting period of an hour: nothing begins, and all is given up. */
export async function giveUpWhileWaiting({ service, controller }: ScenarioContext): Promise<void> {
  const { id: waiting } = await service.ask("POST /v1/requests", { body: { userId: id("waiting") } });
  expect((await service.ask(`POST /v1/requests/${waiting as string}/cancel`))["state"]).toBe("cancelled");
  const order = orderOf([byId("waiting-dsr")], controller.secretUrl);
  const at = { token: service.tokens.partner };
  await service.ask("POST /opendsr/v2/requests", { ...at, body: order });
  await service.ask(`DELETE /opendsr/v2/requests/${order.subject_request_id}`, at);
}

/** Requests of every kind and end, by this API and by OpenDSR, whose callbacks nobody takes at first. */
export async function requests({
  service,
  sandbox,
  controller,
  checkTraces,
  crawl,
}: ScenarioContext): Promise<void> {
  await controller.stop();
  const slow = { kind: "latency", ms: SLOW_MS } as const;
  const poison = { kind: "poison", userId: id("poisoned") } as const;
  await sandbox.setFaults([slow, poison]);
  const hold = await service.ask("POST /v1/holds", {
    body: { userId: id("held"), ground: "e", owner: "Legal" },
    headers: { "idempotency-key": `${CANARY} key` },
  });
  await service.ask("POST /v1/holds/lookup", { body: { userId: id("held") } });
  const bodies = {
    id: { userId: id("id") },
    many: { userIds: [id("many-a"), id("many-b"), id("again"), id("restored")] },
    email: { email: PEOPLE.email.email },
    hash: { emails: [{ format: "sha256", value: sha256(PEOPLE.hash.email) }] },
    nobody: { userId: id("nobody") },
    nobodysEmail: { email: PEOPLE["nobody-email"].email, reason: "Ticket 1" },
    held: { userId: id("held") },
    poisoned: { userId: id("poisoned") },
    excluded: { userId: id("excluded"), policy: "standard" },
  };
  const made = new Map<string, string>();
  for (const [name, body] of Object.entries(bodies)) {
    const call = { body, headers: { "idempotency-key": `${CANARY} ${name}` } };
    const { id: request } = await service.ask("POST /v1/requests", call);
    // Sent again, it is answered from the ledger.
    expect((await service.ask("POST /v1/requests", call))["id"]).toBe(request);
    made.set(name, request as string);
  }
  const isOpen = async (request: string) =>
    !ENDED.includes(String((await service.ask(`GET /v1/requests/${request}`))["state"]));
  const isAnyOpen = async () => (await Promise.all([...made.values()].map(isOpen))).includes(true);
  // The last one has just come, and takes several answers of TalkJS.
  expect(await isAnyOpen()).toBe(true);
  await checkTraces();
  if (full) await crawl.all();
  const orders = [
    ["/opendsr/v2/requests", [byId("dsr"), identity("email", PEOPLE["dsr-email"].email)]],
    ["/opendsr/v2/requests", [identity("email", sha256(PEOPLE["dsr-hash"].email), "sha256")]],
    ["/v1/opengdpr_requests", [byId("gdpr1")]],
  ] as const;
  const partner = { token: service.tokens.partner };
  const statuses: string[] = [];
  for (const [path, identities] of orders) {
    const order = orderOf([...identities], controller.secretUrl);
    const first = await service.ask(`POST ${path}`, { ...partner, body: order });
    expect(await service.ask(`POST ${path}`, { ...partner, body: order })).toEqual(first);
    const other = { ...order, subject_identities: [byId("nobody")] };
    expect((await service.call(`POST ${path}`, { ...partner, body: other })).status).toBe(400);
    statuses.push(`${path}/${order.subject_request_id}`);
  }

  const state = async (name: string, ...states: string[]) =>
    service.reach(`/v1/requests/${made.get(name)}`, ...states);
  for (const name of ["id", "many", "email", "hash"]) await state(name, "completed");
  for (const name of ["nobody", "nobodysEmail"]) await state(name, "not_found");
  await state("excluded", "partly_retained");
  await state("held", "held");
  await state("poisoned", "failed");
  await checkTraces();
  if (full) await crawl.all();

  await service.ask(`POST /v1/requests/${made.get("held")}/extend`, { body: { reason: "Many accounts" } });
  await service.ask(`POST /v1/holds/${hold["id"] as string}/lift`);
  await state("held", "completed");
  await sandbox.setFaults([]);
  await service.ask(`POST /v1/requests/${made.get("poisoned")}/retry`);
  await state("poisoned", "completed");

  const failing = async () => (await service.call("GET /v1/deliveries?state=pending")).text;
  await until("a callback has failed", async () => /"lastCode":"\w/.test(await failing()));
  await controller.start();
  await allTold(service);
  for (const path of statuses) {
    const { request_status: status } = await service.ask(`GET ${path}`, partner);
    expect(status).toBe("completed");
  }
}

export const allTold = (service: RecordedService): Promise<unknown> =>
  until(
    "everybody is told",
    async () => {
      const { deliveries } = await service.ask("GET /v1/deliveries?state=pending");
      return (deliveries as unknown[]).length === 0;
    },
    { every: 200 },
  );

/** Lists of users, a sweep over all, what a schedule begins, with policies that name people. */
export async function runs({ service, sandbox, checkTraces, crawl }: ScenarioContext): Promise<void> {
  await sandbox.setFaults([{ kind: "latency", ms: SLOW_MS }]);
  const lines = [
    { policy: EVERYBODY, kind: "erasure", apply: true },
    id("ndjson-a"),
    id("ndjson-b"),
    `gone-${CANARY}`,
  ];
  const listed = await service.ask("POST /v1/runs", {
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    headers: { "content-type": "application/x-ndjson" },
  });
  const named = await service.ask("POST /v1/runs", {
    body: { policy: EVERYBODY, kind: "sweep", userIds: [id("json-a"), id("json-b")] },
    headers: { "idempotency-key": `${CANARY} run` },
  });
  await checkTraces();
  await service.reach(`/v1/runs/${named["run"] as number}`, "planned");
  await checkTraces();
  if (full) await crawl.all();
  await service.ask(`POST /v1/runs/${named["run"] as number}/approve`);
  await checkTraces();
  await service.reach(`/v1/runs/${named["run"] as number}`, "done");
  await service.reach(`/v1/runs/${listed["run"] as number}`, "done");
  const sweep = await service.ask("POST /v1/runs", {
    body: { policy: policyFor("sweep"), kind: "sweep", apply: true },
  });
  await service.reach(`/v1/runs/${sweep["run"] as number}`, "done");
  const schedule = { name: "nightly", cron: "0 3 * * *", timeZone: "UTC", approval: "automatic" };
  await service.ask("POST /v1/schedules", { body: { ...schedule, policy: policyFor("scheduled") } });
  await service.ask("POST /v1/schedules/nightly/run");
  await checkTraces();
  await until(
    "the schedule's run is done",
    async () => {
      const { slots } = await service.ask("GET /v1/schedules/nightly");
      return (slots as { state: string }[])[0]?.state === "done";
    },
    { every: 200 },
  );
  await service.ask("GET /v1/schedules");
  expect((await service.call("DELETE /v1/schedules/nightly")).status).toBe(204);
}

/** Somebody comes back, is reported, then scrubbed; another one returns with a backup. */
export async function comebacks({ service, sandbox, checkTraces }: ScenarioContext): Promise<void> {
  await sandbox.setFaults([]);
  const back = { name: `${CANARY} again`, email: [PEOPLE.again.email], custom: { [CANARY]: CANARY } };
  await sandbox.edit(id("again"), back);
  // An address that nobody had when it was asked for.
  await sandbox.addUsers([{ ...USERS[0], id: `${CANARY}-new`, email: [PEOPLE["nobody-email"].email] }]);
  await sandbox.setFaults([{ kind: "latency", ms: SLOW_MS }]);
  for (const [onComeback, apply] of [
    ["report", false],
    ["scrub", true],
  ] as const) {
    const watch = await service.ask("POST /v1/watches", { body: { onComeback, apply } });
    await checkTraces();
    const ended = await service.reach(`/v1/watches/${watch["id"] as number}`, "done");
    expect(ended).toMatchObject({ cameBack: 2, found: onComeback === "scrub" ? { scrubbed: 1 } : {} });
  }
  await sandbox.setFaults([]);
  await sandbox.addUsers(USERS.filter((user) => user.id === id("restored")));
  const replay = await service.ask("POST /v1/watches", { body: { mode: "replay", apply: true } });
  await checkTraces();
  await service.reach(`/v1/watches/${replay["id"] as number}`, "done");
  for (const path of ["/v1/comebacks", "/v1/watches"]) await service.ask(`GET ${path}`);
}

/** What can be asked afterwards. */
export async function lookups({ service }: ScenarioContext): Promise<void> {
  for (const role of ["id", "nobody", "again"] as const) {
    const body = { userId: id(role) };
    await service.ask("POST /v1/audit/lookup", { body });
    await service.ask("POST /v1/suppression/lookup", { body });
  }
  const byEmail = { body: { email: PEOPLE["nobody-email"].email } };
  expect(await service.ask("POST /v1/suppression/lookup", byEmail)).toMatchObject({ suppressed: true });
  for (const body of [byEmail.body, { userId: id("many-a") }])
    expect(await service.ask("POST /v1/suppression/remove", { body })).toEqual({ removed: true });
  const lists = ["requests", "runs", "holds", "suppression", "suppression?kind=email", "deliveries"];
  const others = ["audit/entries", "audit/actions?limit=1000", "openapi.json", "docs"];
  for (const path of [...lists, ...others]) await service.ask(`GET /v1/${path}`);
  await service.ask("GET /v1");
  await service.ask("GET /v1/runs/1/policy");
  await service.ask("GET /metrics");
}

/** The commands of a person at a terminal, through the service. */
export async function commands({ service }: ScenarioContext): Promise<void> {
  const { cwd } = service;
  await writeFile(join(cwd, "policy.yaml"), JSON.stringify(policyFor("cli-run")));
  const ok: [args: string[], stdin?: string][] = [
    [["request", "create", "--ids", "-", "--yes", "--follow"], `${id("cli")}\n`],
    [["request", "create", "--email-file", "-", "--yes", "--follow"], `${PEOPLE["cli-email"].email}\n`],
    [["erase", "--ids", "-", "--yes", "--json"], `${id("cli-erase")}\n`],
    [["run", "--policy", "policy.yaml", "--yes"]],
    [["audit", "lookup", "-"], `${id("cli")}\n`],
    [["audit", "export"]],
    [["request", "list", "--json"]],
    [["watch", "--report", "--json"]],
    [["delivery", "list"]],
  ];
  for (const [args, stdin] of ok) {
    const { code, stderr } = await service.command(args, stdin);
    expect(code, `${args.join(" ")}: ${stderr}`).toBe(0);
  }
  // It stands, and TalkJS doesn't know them.
  const hold = ["hold", "add", "-", "--ground", "e", "--owner", "Legal"];
  expect((await service.command(hold, `stranger-${CANARY}\n`)).code).toBe(3);
  const refused: [args: string[], stdin?: string][] = [
    [["request", "create", "--email", CANARY, "--yes"]],
    [["request", "create", CANARY, "--policy", CANARY, "--yes"]],
    [["erase", "--ids", "-", "--yes"], `nobody-${CANARY}\n`],
    [["hold", "add", "-", "--ground", "e", "--owner", `${CANARY}@example.test`], "x\n"],
  ];
  for (const [args, stdin] of refused)
    expect((await service.command(args, stdin)).code, args.join(" ")).not.toBe(0);
  const stranger = { SCRUBJAY_URL: service.url, SCRUBJAY_TOKEN: `sj_${CANARY}_${CANARY}` };
  expect((await service.command(["runs", "--json"], "", stranger)).code).toBe(2);
}
