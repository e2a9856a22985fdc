import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificateFile, type Certificate } from "../../src/audit/certificate.js";
import type { IssuedView } from "../../src/contracts/certificates.js";
import type { VerificationLine } from "../../src/contracts/verification.js";
import type { RequestView } from "../../src/contracts/requests.js";
import type { RunView } from "../../src/contracts/runs.js";
import { verdictsOn } from "../certificates/verdicts.js";
import { until, type Patience } from "../support/until.js";
import { APP_FILES, APPS, Kept, keptVersions, LEAVES, LEDGERS, type AppId, type Leaf } from "./kept.js";
import { expectAuditEqualsJournal, found, openRestoredApp, type RestoredApp } from "./open.js";
import { personId } from "./local-talkjs.js";
import { restore } from "./restore.js";

/** A job whose worker was killed is taken up after some rounds of BullMQ's check for that. */
const PATIENT: Patience = { within: 120_000, every: 100 };

/** Whom the finished run of the shop erased; certified then. */
const STAFF = personId(1);

const versions = await keptVersions();

describe.each(versions)("what %s left behind", (version) => {
  describe.each(LEDGERS)("on a ledger of the kind %s", (ledger) => {
    const kept = new Kept(version, ledger);
    const ends: (() => Promise<void>)[] = [];
    let settings: Record<string, string> = {};
    beforeAll(async () => {
      settings = await restore(kept, (end) => ends.push(end));
    });
    afterAll(() => endAll(ends));

    describe.each(APPS)("of the app %s", (app) => testApp(kept, app, () => settings));
  });
});

/** Everything is opened once for all tests of an app, and each test looks at another matter. */
function testApp(kept: Kept, app: AppId, settings: () => Record<string, string>): void {
  const ends: (() => Promise<void>)[] = [];
  let opened: RestoredApp | undefined;
  beforeAll(async () => {
    opened = await openRestoredApp(kept, app, settings(), (end) => ends.push(end));
  });
  afterAll(() => endAll(ends));
  const at = (): RestoredApp => {
    if (!opened) throw new Error("the app is open only while tests run");
    return opened;
  };
  testEvidence(kept, app, at);
  if (app === "shop") testShop(kept, at);
  else testClub(kept, at);
  test("still holds when all of that is done, and extends what was signed then", () =>
    expectLogHolds(kept, app, at()));
}

function testEvidence(kept: Kept, app: AppId, at: () => RestoredApp): void {
  test("keeps every sealed leaf at its place, byte for byte", async () => {
    const before = (await kept.lines<Leaf>("leaves.ndjson")).filter((leaf) => leaf.app === app);
    const now = (await found<Leaf>(at(), LEAVES)).filter((leaf) => leaf.app === app);
    expect(before.length).toBeGreaterThan(5);
    expect(now.slice(0, before.length)).toEqual(before);
  });

  test("exports every entry and action as it was", async () => {
    const before = await kept.lines<{ index?: number | null }>(app, APP_FILES.audit);
    const rows = ndjson<object>(await (await at().call("GET", ALL_ENTRIES)).text());
    const now = new Set(rows.map((row) => key(asThen(row))));
    const sealed = before.filter(({ index }) => typeof index === "number");
    expect(sealed.length).toBeGreaterThan(5);
    expect(sealed.map(key).filter((line) => !now.has(line))).toEqual([]);
  });

  test("verifies with the key and the checkpoint that were kept then", () => expectLogHolds(kept, app, at()));

  test("has certificates that both verifiers still take", async () => {
    const vkey = (await kept.text(app, APP_FILES.verifierKey)).trim();
    const certificates = await kept.certificates(app);
    expect(certificates).toHaveLength(app === "shop" ? 2 : 0);
    for (const { name, file } of certificates)
      expect(verdictsOn(file, vkey, undefined, name)).toEqual({ isValid: true, reasons: [] });
  });
}

function testShop(kept: Kept, at: () => RestoredApp): void {
  const request = async (id: string) => (await at().get<RequestView>(`/v1/requests/${id}`)).state;

  test("lets its tokens in, and knows its accounts, schedules and comebacks", async () => {
    const { shop } = await kept.facts();
    expect((await at().withToken(shop.token, "/v1/runs")).status).toBe(200);
    expect((await at().withToken(`${shop.token.slice(0, -4)}AAAA`, "/v1/runs")).status).toBe(401);
    const { accounts } = await at().get<{ accounts: object[] }>("/v1/accounts");
    expect(accounts).toMatchObject([{ name: shop.account, role: "viewer" }]);
    expect(await at().get(`/v1/schedules/${shop.schedule}`)).toMatchObject({
      cron: "0 3 1 1 *",
      timeZone: "UTC",
    });
    expect(await at().get(`/v1/watches/${shop.watch}`)).toMatchObject({ state: "done" });
  });

  test("certifies anew what was erased then, and nobody whose data came back since", async () => {
    const { shop } = await kept.facts();
    const issued = async (path: string, body?: object) =>
      (await (await at().call("POST", path, body)).json()) as IssuedView;
    const { certificates } = await issued(`/v1/runs/${shop.finishedRun}/certificates`, { userId: STAFF });
    const vkey = (await kept.text("shop", APP_FILES.verifierKey)).trim();
    expect(certificates).toMatchObject([{ certificate: { format: "scrubjay/certificate@2", api: null } }]);
    for (const { certificate } of certificates)
      expect(verdictsOn(fileOf(certificate), vkey, STAFF)).toEqual({ isValid: true, reasons: [] });
    // They were certified then, without a word of it.
    expect(await issued(`/v1/requests/${shop.completedRequest}/certificates`)).toMatchObject({
      certificates: [],
      without: [{ reason: "came_back" }],
    });
  });

  test("works on the requests that were open", async () => {
    const { shop } = await kept.facts();
    for (const id of shop.openRequests)
      await until("completed", async () => (await request(id)) === "completed", PATIENT);
  });

  test("goes on with the request that was held once its hold is lifted", async () => {
    const { shop } = await kept.facts();
    expect(await request(shop.heldRequest)).toBe("held");
    await at().call("POST", `/v1/holds/${shop.hold}/lift`);
    await until("completed", async () => (await request(shop.heldRequest)) === "completed", PATIENT);
  });

  test("tries the parked message again", async () => {
    const { shop } = await kept.facts();
    const path = `/v1/deliveries/${shop.parkedDelivery}`;
    expect(await at().get(path)).toMatchObject({ state: "parked", lastCode: "HTTP_410" });
    await at().call("POST", `${path}/retry`);
    // Nobody may be told of anything with today's settings: so its content was opened, and its address looked at.
    await until(
      "refused for its address",
      async () => {
        const { state, lastCode } = await at().get<{ state: string; lastCode: string }>(path);
        return state === "parked" && lastCode !== "HTTP_410" && lastCode;
      },
      PATIENT,
    );
  });

  test("gives the plan up that nothing authenticates, says so, and blanks everybody by a new one", async () => {
    const { shop } = await kept.facts();
    const old = await ended(at(), shop.plannedRun);
    expect(old).toMatchObject({ state: "cancelled", code: "PLAN_UNBOUND" });
    await expect(at().call("POST", `/v1/runs/${shop.plannedRun}/approve`)).rejects.toThrow(
      /409 .*didn't authenticate plans/,
    );
    const order = { kind: "sweep", policy: EVERYBODY };
    const { run } = (await (await at().call("POST", "/v1/runs", order)).json()) as RunView;
    await until(
      "planned",
      async () => (await at().get<RunView>(`/v1/runs/${run}`)).state === "planned",
      PATIENT,
    );
    await at().call("POST", `/v1/runs/${run}/approve`);
    expect(await ended(at(), run)).toMatchObject({ state: "done", progress: { failed: 0 } });
    for (const user of (await at().sandbox.users()).values())
      expect(user).toMatchObject({ name: "[DELETED]", email: null });
  });

  test("takes a new request", async () => {
    const body = { userIds: ["person-016"], regulation: "gdpr" };
    const made = (await (await at().call("POST", "/v1/requests", body)).json()) as RequestView;
    await until("completed", async () => (await request(made.id)) === "completed", PATIENT);
  });
}

function testClub(kept: Kept, at: () => RestoredApp): void {
  test("ends the run whose process was killed: every edit of both processes is recorded once", async () => {
    const { club } = await kept.facts();
    expect(await at().get(`/v1/runs/${club.finishedRun}`)).toMatchObject({ state: "done" });
    expect(await ended(at(), club.applyingRun)).toMatchObject({
      state: "done",
      progress: { scrubbed: club.peopleOfApplyingRun, failed: 0 },
    });
    await expectAuditEqualsJournal(at(), kept);
    for (const user of (await at().sandbox.users()).values()) expect(user.name).toBe("[DELETED]");
  });
}

async function expectLogHolds(kept: Kept, app: AppId, { call, runtime }: RestoredApp): Promise<void> {
  const checkpoint = await kept.text(app, APP_FILES.checkpoint);
  const verifierKeys = [(await kept.text(app, APP_FILES.verifierKey)).trim()];
  await runtime.context.sealer.seal();
  const body = { checkpoints: [checkpoint], verifierKeys };
  const answer = await (await call("POST", "/v1/audit/verifications", body)).text();
  const last = ndjson<VerificationLine>(answer).at(-1);
  expect(last).toMatchObject({ verdict: { holds: true } });
  const consistency = await (await call("POST", "/v1/audit/consistency", { checkpoint })).json();
  expect(consistency).toMatchObject({ extends: true, from: { size: Number(checkpoint.split("\n")[1]) } });
}

const ended = (at: RestoredApp, run: number): Promise<RunView> =>
  until(
    "the run has ended",
    async () => {
      const view = await at.get<RunView>(`/v1/runs/${run}`);
      return !["planning", "planned", "applying"].includes(view.state) && view;
    },
    PATIENT,
  );

const EVERYBODY = { version: 1, select: { all: true }, limits: { maxUsers: 100_000, maxShare: 1 } };
const ALL_ENTRIES = "/v1/audit/entries?kind=all";

/** The same for the same content, in whatever order its fields are. */
/** What it had then: a column that came later says nothing of it. */
function asThen(row: object): object {
  const { format, salt, places, idLooksLike, ...was } = row as Record<string, unknown>;
  void [format, salt, places, idLooksLike];
  return was;
}
const key = (line: object): string => JSON.stringify(Object.entries(line).sort());
const ndjson = <T>(text: string): T[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
const fileOf = (certificate: Certificate): Buffer => Buffer.from(certificateFile(certificate));

async function endAll(ends: (() => Promise<void>)[]): Promise<void> {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
}
