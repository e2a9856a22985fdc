import { expect, test } from "vitest";
import type { RequestItem, RequestView } from "../../src/contracts/requests.js";
import { appHarness, type AppHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { apiCaller } from "./api-caller.js";

const DAY = 24 * 60 * 60_000;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

interface Page {
  requests: RequestItem[];
  next: string | null;
}

describePostgres("the list of erasure requests", (on) => {
  const open = async (options?: AppHarnessOptions) => {
    const harness = await appHarness(on, options);
    return { harness, call: apiCaller(harness) };
  };
  const made = (harness: AppHarness) => countOf(harness.app, "requests", `app_id = '${harness.app.appId}'`);

  test("every one is listed once, newest first, while new ones come in", async () => {
    // Several have the same instant.
    let ticks = 0;
    const { harness, call } = await open({
      clock: () => new Date(1_800_000_000_000 + Math.floor(ticks++ / 40)),
    });
    const create = async () => {
      const { body } = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
      return body.id;
    };
    const before: string[] = [];
    for (let i = 0; i < 250; i += 1) before.push(await create());
    const seen: RequestItem[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const after: string = cursor && `&cursor=${cursor}`;
      const { body } = await call<Page>(`GET /v1/requests?limit=40${after}`);
      seen.push(...body.requests);
      cursor = body.next;
      await create();
    }
    expect(seen.map(({ id }) => id).sort()).toEqual([...before].sort());
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(times).size).toBeLessThan(250);
    expect(await made(harness)).toBe(257);
  });

  on.both("they are found by state, regulation and deadline", async () => {
    const { call } = await open();
    const create = async (json: object) =>
      (await call<RequestView>("POST /v1/requests", { json: { userId: "a", ...json } })).body;
    const late = await create({ receivedAt: new Date(Date.now() - 20 * DAY).toISOString() });
    const ccpa = await create({ regulation: "ccpa" });
    const given = await create({});
    await call(`POST /v1/requests/${given.id}/cancel`);
    const found = async (query: string) =>
      (await call<Page>(`GET /v1/requests?${query}`)).body.requests.map(({ id }) => id);
    expect(await found("state=cancelled")).toEqual([given.id]);
    expect(await found("regulation=ccpa")).toEqual([ccpa.id]);
    const soon = encodeURIComponent(new Date(Date.now() + 15 * DAY).toISOString());
    expect(await found(`dueBefore=${soon}`)).toEqual([late.id]);
    expect(await found("state=queued&regulation=gdpr")).toEqual([late.id]);
    for (const bad of ["state=canary", "limit=0", "limit=201", "limit=x", "dueBefore=soon", "color=red"])
      expect(await call(`GET /v1/requests?${bad}`), bad).toMatchObject({ status: 422 });
  });

  test("a cursor that isn't one of ours is refused", async () => {
    const { call } = await open();
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const cursors = [
      "canary",
      "%00",
      forged([1]),
      forged([1e300, "a"]),
      forged(["1", UNKNOWN]),
      forged([1, "x'y"]),
    ];
    for (const cursor of [...cursors, `${forged([1, UNKNOWN])}=`]) {
      const { status, text } = await call(`GET /v1/requests?cursor=${cursor}`);
      expect(status, text).toBe(422);
    }
    expect((await call(`GET /v1/requests?cursor=${forged([1, UNKNOWN])}`)).body).toEqual({
      requests: [],
      next: null,
    });
  });
});
