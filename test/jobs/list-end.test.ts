import { describe, expect, test } from "vitest";
import { maintainRequests } from "../../src/service/request/maintain.js";
import { startWatch } from "../../src/service/watch/start.js";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres } from "../support/ledger.js";
import type { Hooks } from "../support/proxy.js";
import { until } from "../support/until.js";
import { appHarness, everybody } from "./app-harness.js";
import { person, reach, submitRequest } from "./requests-by-test.js";

const people = [...Array.from({ length: 249 }, (_, i) => testUser(`user ${i}`)), person("ada")];

/** TalkJS before which something stands that answers an empty page, as often as is set, where the list goes on. */
function shortened() {
  const cut = { times: 0 };
  const hooks: Hooks = {
    change({ method, path }, body) {
      const isLater = method === "GET" && path.includes("/users?") && path.includes("startingAfter=");
      if (!isLater || cut.times === 0) return body;
      cut.times -= 1;
      return '{"data":[]}';
    },
  };
  return { cut, hooks };
}

describePostgres("the end of the list of users", (on) => {
  test("is believed only when it is asked for again", async () => {
    const { cut, hooks } = shortened();
    const harness = await appHarness(on, { people, hooks });
    cut.times = 1;
    harness.startWorkers();
    const run = await harness.plan({ policy: everybody(), autoApply: true });
    const { tally } = await harness.reach(run, "done");
    expect(tally).toMatchObject({ scanned: 250, toScrub: 250 });
    expect(cut.times).toBe(0);
  });

  describe("that comes far before the last one", () => {
    const NEVER = Infinity;

    async function counted() {
      const { cut, hooks } = shortened();
      const harness = await appHarness(on, { people, hooks });
      harness.startWorkers();
      const run = await harness.plan();
      await harness.reach(run, "planned");
      await harness.context.runs.cancel(run, new Date());
      cut.times = NEVER;
      return { cut, harness };
    }

    test("refuses a plan, until a policy allows it", async () => {
      const { harness } = await counted();
      const refused = await harness.reach(await harness.plan({ autoApply: true }), "refused");
      expect(refused).toMatchObject({ code: "max_fall", tally: { scanned: 100, usersBefore: 250 } });
      expect(await harness.sandbox.journal()).toEqual([]);
      expect(await harness.context.userCounts.last()).toBe(250);
      const policy = { ...everybody(), limits: { ...everybody().limits, maxFall: 1 } };
      const allowed = await harness.plan({ policy });
      await harness.reach(allowed, "planned");
      expect(await harness.context.userCounts.last()).toBe(100);
      await harness.context.runs.cancel(allowed, new Date());
      await harness.reach(await harness.plan(), "planned");
    });

    test("tells nobody that an address isn't there: it is looked for again by itself", async () => {
      const { cut, harness } = await counted();
      const emails = [{ value: "nobody@example.test", format: "raw" as const }];
      const id = await submitRequest(harness, { emails });
      await reach(harness, id, "failed");
      expect(await harness.context.requests.get(id)).toMatchObject({
        code: "USERS_MISSING",
        finishedAt: null,
      });
      cut.times = 0;
      const later = { ...harness.context, clock: () => new Date(Date.now() + 16 * 60_000) };
      await maintainRequests(later);
      await reach(harness, id, "not_found");
      expect(await harness.context.userCounts.last()).toBe(250);
    });

    test("fails a watch", async () => {
      const { harness } = await counted();
      const order = { mode: "watch", onComeback: "report", autoApply: false, by: "cli" } as const;
      const id = await startWatch(order, harness.context);
      const watch = await until("the watch has ended", async () => {
        const found = await harness.app.watches.get(id);
        return found.state === "scanning" ? undefined : found;
      });
      expect(watch).toMatchObject({ state: "failed", code: "USERS_MISSING", scanned: 100 });
    });
  });
});
