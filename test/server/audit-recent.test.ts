import { expect } from "vitest";
import { sql } from "drizzle-orm";
import { Sealer } from "../../src/sealing/sealer.js";
import type { RecentActions, RecentEntries } from "../../src/contracts/audit.js";
import type { PaceView } from "../../src/contracts/runs.js";
import { describePostgres, newRun, plannedUser } from "../support/ledger.js";
import { bearer, apiHarness } from "./api-harness.js";

const ADA = { name: "ada", role: "approver" } as const;
const BOB = { name: "bob", role: "operator" } as const;

describePostgres("the newest of the audit log", (on) => {
  const setUp = async () => {
    const app = on.app();
    const { api, token } = apiHarness(app);
    const headers = bearer(await token("viewer"));
    const get = async <T>(path: string) => {
      const answer = await api.request(path, { headers });
      return { status: answer.status, body: (await answer.json()) as T };
    };
    /** A run over as many users, in batches of two, that were recorded. */
    const scrubbed = async (users: number) => {
      const run = await newRun(app, { kind: "watch" });
      const subjects = Array.from({ length: users }, (_, n) => app.pseudonyms.subject(`${run}-${n}`));
      const planned = subjects.map((subject, n) => plannedUser(subject, { batch: Math.floor(n / 2) }));
      await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, planned);
      await app.runs.finishPlan(
        run,
        { refusal: null, autoApply: true, scanMac: "" },
        new Date(Date.now() - 60_000),
      );
      const recorded = await app.runs.get(run);
      const none = {
        salt: null,
        idLooksLike: null,
        reason: null,
        fields: [],
        remaining: [],
        customKeys: null,
      };
      for (let batch = 0; batch < users / 2; batch++) {
        const results = subjects.slice(2 * batch, 2 * batch + 2).map((subject) => ({
          ...{ ...none, subject, evidence: subject, outcome: "scrubbed" as const },
          ...{ verification: null, verifiedAt: null, attempts: 1, round: 1, retry: null },
        }));
        await app.batches.finish(recorded, batch, results);
      }
      return { run, subjects };
    };
    return { app, get, scrubbed };
  };

  on.both(
    "comes page by page, of a run or about a pseudonym, each entry with its place in the log",
    async () => {
      const { app, get, scrubbed } = await setUp();
      const { run, subjects } = await scrubbed(4);
      await new Sealer(app.log).seal();
      const other = await scrubbed(2);
      const seen: RecentEntries["entries"] = [];
      for (let cursor = ""; ;) {
        const { body } = await get<RecentEntries>(`/v1/audit/recent/entries?limit=4${cursor}`);
        seen.push(...body.entries);
        if (body.next === null) break;
        cursor = `&cursor=${body.next}`;
      }
      expect(seen.map(({ subject }) => subject)).toEqual([...subjects, ...other.subjects].reverse());
      // The log begins with an action that says so.
      expect(seen.map(({ log, index }) => [log, index])).toEqual([
        [null, null],
        [null, null],
        ...[4, 3, 2, 1].map((index) => [1, index]),
      ]);
      const ofRun = await get<RecentEntries>(`/v1/audit/recent/entries?run=${run}`);
      expect(ofRun.body.entries.map(({ subject }) => subject)).toEqual(subjects.toReversed());
      const about = await get<RecentEntries>(`/v1/audit/recent/entries?subject=${subjects[1]}`);
      expect(about.body).toMatchObject({ entries: [{ runId: run, index: 2 }], next: null });
      for (const query of ["subject=ada@example.test", "cursor=x", "limit=1000", "kind=all"])
        expect((await get(`/v1/audit/recent/entries?${query}`)).status).toBe(422);
    },
  );

  on.both("tells who asked for what, by actor, by action and by what it was about", async () => {
    const { app, get } = await setUp();
    for (const target of ["1", "2", "3"])
      await app.actions.add(ADA, { action: "runs.approve", target, result: "allowed" });
    await app.actions.add(BOB, { action: "runs.create", result: "denied", code: "ROLE" });
    await app.actions.add(BOB, { action: "runs.approve", target: "2", result: "denied", code: "ROLE" });
    const found = async (query: string) => {
      const { body } = await get<RecentActions>(`/v1/audit/recent/actions?${query}`);
      return body.actions.map(({ actor, action, target }) =>
        [actor, action, target].filter(Boolean).join(" "),
      );
    };
    expect(await found("limit=2")).toEqual(["bob runs.approve 2", "bob runs.create"]);
    expect(await found("actor=ada&limit=2")).toEqual(["ada runs.approve 3", "ada runs.approve 2"]);
    expect(await found("action=runs.create")).toEqual(["bob runs.create"]);
    expect(await found("target=2")).toEqual(["bob runs.approve 2", "ada runs.approve 2"]);
    expect(await found("actor=bob&action=runs.approve&target=2")).toEqual(["bob runs.approve 2"]);
    for (const query of ["actor=ada@example.test", "action=x", "target=u-1042", "actor=%00"])
      expect((await get(`/v1/audit/recent/actions?${query}`)).status).toBe(422);
  });

  on.both("and a run's pace is what its batches tell, over time and now", async () => {
    const { app, get, scrubbed } = await setUp();
    const { run } = await scrubbed(6);
    // As if the first batch had been finished three minutes ago.
    await app.ledger.db.execute(
      sql`update scrubjay.batches set finished_at = finished_at - interval '3 minutes' where run_id = ${run} and batch = 0`,
    );
    const { body } = await get<PaceView>(`/v1/runs/${run}/pace`);
    expect(body).toMatchObject({ bucketSeconds: 2, handled: 6, total: 0, secondsLeft: 0 });
    expect(body.points.length).toBeGreaterThanOrEqual(90);
    expect(body.points.filter(({ users }) => users > 0).reduce((sum, { users }) => sum + users, 0)).toBe(6);
    expect(body.points[0]?.users).toBe(2);
    // Four users since it was approved, a minute ago.
    expect(body.perMinute).toBeGreaterThan(3);
    expect(body.perMinute).toBeLessThanOrEqual(4);
    const planned = await newRun(app, { kind: "watch" });
    expect((await get<PaceView>(`/v1/runs/${planned}/pace`)).body).toEqual({
      ...{ bucketSeconds: 1, points: [], perMinute: null, secondsLeft: null, handled: 0, total: 0 },
    });
    expect((await get("/v1/runs/99999/pace")).status).toBe(404);
  });
});
