import { expect, test } from "vitest";
import { lookup } from "../../jobs/lookup.js";
import { emailDigest } from "../../src/audit/pseudonyms.js";
import { rows } from "../../src/ledger/database.js";
import type { JobContext } from "../../src/service/context.js";
import { cancelRequest } from "../../src/service/request/cancel.js";
import { retryRequest } from "../../src/service/request/retry.js";
import { requestLines } from "../../src/cli/lines/request-lines.js";
import { requestView } from "../../src/server/requests/view.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { sql } from "drizzle-orm";
import { appHarness, type AppHarness } from "./app-harness.js";
import { ACTOR, person, reach, submitRequest } from "./requests-by-test.js";

const never = new AbortController().signal;
const raw = (...values: string[]) => ({ emails: values.map((value) => ({ value, format: "raw" as const })) });
const withEmails = (id: string, ...email: string[]) => ({ ...person(id), email });

/** Two pages of people. Like `ada@example.test` are three addresses, of three people, on both pages. */
const PEOPLE = [
  withEmails("aa-tag", "ada+chat@example.test"),
  withEmails("ab-typo", "Ada <adaa@example.test>", "ADAA@example.test"),
  ...Array.from({ length: 120 }, (_, n) =>
    withEmails(`m-${String(n).padStart(3, "0")}`, `m${n}@example.org`),
  ),
  withEmails("z-domain", "zoe@example.org", "ada@example.tset"),
];

const emailsOf = async ({ context }: AppHarness, id: string) =>
  (await context.requests.details(id)).emails.map(({ matches, nearMisses }) => ({ matches, nearMisses }));
const keptOf = ({ context }: AppHarness, id: string) =>
  rows<{ likeness: unknown; text: string }>(
    context.db,
    sql`select likeness, e::text as text from scrubjay.request_emails e where request_id = ${id}`,
  );
/** Carries lookups out until no address waits: which requests share one is a matter of moments. */
async function lookUpAll({ context }: AppHarness): Promise<void> {
  for (let active = await context.lookups.active(); active; active = await context.lookups.active())
    await lookup.run({ lookup: active.id }, context, { signal: never });
}
const begun = async ({ context }: AppHarness) => (await until("a lookup", () => context.lookups.active())).id;

describePostgres("near misses of e-mail addresses", (on) => {
  on.both("are told as a number, and nothing of anybody is kept or erased", async () => {
    const harness = await appHarness(on, { people: PEOPLE });
    const id = await submitRequest(harness, raw("Ada@Example.test"));
    const asked = await keptOf(harness, id);
    expect(asked).toMatchObject([{ likeness: { shortened: { length: "ada@example.test".length } } }]);
    expect(asked[0]?.text).not.toMatch(/ada@|example/i);
    harness.startWorkers();
    await reach(harness, id, "not_found");
    expect(await emailsOf(harness, id)).toEqual([{ matches: 0, nearMisses: 3 }]);
    expect(await harness.sandbox.journal()).toEqual([]);
    expect(await keptOf(harness, id)).toMatchObject([{ likeness: null }]);
    const view = requestView(await harness.context.requests.details(id), [], new Date());
    expect(view.emails).toEqual([{ matches: 0, nearMisses: 3 }]);
    expect(requestLines(view)).toContain("  3 addresses are like it: mistyped?");
  });

  test("are counted for each request and each address by itself, and not of whom the request found", async () => {
    const both = withEmails("both", "ada@example.test", "ada+old@example.test");
    const harness = await appHarness(on, { people: [both, withEmails("eve", "ev@example.test")] });
    const ids = [
      await submitRequest(harness, raw("ada@example.test", "eve@example.test")),
      await submitRequest(harness, raw("a.da@example.test")),
      await submitRequest(harness, {
        emails: [{ value: emailDigest("adaa@example.test"), format: "sha256" }],
      }),
    ];
    await begun(harness);
    await lookUpAll(harness);
    const found = await Promise.all(ids.map((id) => emailsOf(harness, id)));
    expect(found[0]).toHaveLength(2);
    expect(found[0]).toEqual(
      expect.arrayContaining([
        { matches: 1, nearMisses: 0 },
        { matches: 0, nearMisses: 1 },
      ]),
    );
    expect(found.slice(1)).toEqual([[{ matches: 0, nearMisses: 2 }], [{ matches: 0, nearMisses: null }]]);
  });

  test("of an address that came both as it is and hashed are known", async () => {
    const harness = await appHarness(on, { people: PEOPLE });
    const hashed = { value: emailDigest("ada@example.test"), format: "sha256" as const };
    const [plain] = raw("ada@example.test").emails;
    const ids = [
      await submitRequest(harness, { emails: [hashed, plain!] }),
      await submitRequest(harness, { emails: [plain!, hashed] }),
    ];
    await begun(harness);
    await lookUpAll(harness);
    for (const id of ids) expect(await emailsOf(harness, id)).toEqual([{ matches: 0, nearMisses: 3 }]);
  });

  on.both("are counted once, however often a pass is killed or done twice at once", async () => {
    const harness = await appHarness(on, { people: PEOPLE });
    const id = await submitRequest(harness, raw("ada@example.test"));
    const job = { lookup: await begun(harness) };
    let kills = 0;
    const lookups = Object.assign(Object.create(harness.context.lookups) as JobContext["lookups"], {
      countNearMisses: async (...args: Parameters<JobContext["lookups"]["countNearMisses"]>) => {
        await harness.context.lookups.countNearMisses(...args);
        kills += 1;
        throw new Error("killed");
      },
    });
    const killed = () => lookup.run(job, { ...harness.context, lookups }, { signal: never });
    await expect(killed()).rejects.toThrow("killed");
    await expect(killed()).rejects.toThrow("killed");
    expect(kills).toBe(2);
    await Promise.all([1, 2].map(() => lookup.run(job, harness.context, { signal: never })));
    expect(await emailsOf(harness, id)).toEqual([{ matches: 0, nearMisses: 3 }]);
  });

  test("are counted anew by the lookup after one that failed", async () => {
    const harness = await appHarness(on, { people: PEOPLE });
    const id = await submitRequest(harness, raw("ada@example.test"));
    const job = { lookup: await begun(harness) };
    const stop = new AbortController();
    const emit: JobContext["telemetry"]["emit"] = (...event) => {
      harness.context.telemetry.emit(...event);
      if (event[0] === "lookup.page") stop.abort();
    };
    const telemetry = Object.assign(Object.create(harness.context.telemetry) as JobContext["telemetry"], {
      emit,
    });
    await lookup.run(job, { ...harness.context, telemetry }, { signal: stop.signal }).catch(() => undefined);
    const [{ nearMisses: ofOnePage } = { nearMisses: null }] = await emailsOf(harness, id);
    expect([1, 2]).toContain(ofOnePage);
    await lookup.giveUp(job, harness.context, "X");
    expect(await emailsOf(harness, id)).toEqual([{ matches: 0, nearMisses: 0 }]);
    await retryRequest(id, ACTOR, harness.context);
    await lookup.run({ lookup: await begun(harness) }, harness.context, { signal: never });
    expect(await emailsOf(harness, id)).toEqual([{ matches: 0, nearMisses: 3 }]);
  });

  test("are not looked for any more when the request is cancelled: what they are known by goes", async () => {
    const harness = await appHarness(on, { people: PEOPLE, settings: { SCRUBJAY_WAITING_PERIOD: "1 hour" } });
    const id = await submitRequest(harness, raw("ada@example.test"));
    await cancelRequest(id, ACTOR, harness.context);
    expect(await keptOf(harness, id)).toMatchObject([{ likeness: null }]);
  });
});
