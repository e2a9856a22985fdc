import { once } from "node:events";
import { expect, it } from "vitest";
import { jobs } from "../../jobs/index.js";
import { isOwnJobId } from "../../src/dashboard/queues/known-values.js";
import { JOB_STATES } from "../../src/dashboard/queues/reads.js";
import type { JobIdentity } from "../../src/queue/job.js";
import { QUEUE_NAMES } from "../../src/queue/queue-name.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { seenIn } from "./crawl.js";
import { harmIn } from "./markup.js";
import { CANARY, boardHarness, PLANTED, plant } from "./board-harness.js";

const THEIRS = encodeURIComponent(CANARY);
const PAGES = [
  "/queues",
  "/live/queues",
  ...QUEUE_NAMES.flatMap((name) => JOB_STATES.map((state) => `/queues/${name}?state=${state}`)),
  ...JOB_STATES.map((state) => `/live/queues/control?state=${state}`),
];
/** Addresses that there aren't, or were. */
const NO_PAGES = [
  ...[`/queues/${THEIRS}`, `/queues/${THEIRS}/resume`, `/live/queues/${THEIRS}`],
  ...["/queues/queue/control", "/queues/job-schedulers", "/queues/api/queues", "/queues/board.css"],
];

describePostgres("the pages of the queues", (on) => {
  it("show nothing of what somebody put into jobs, schedulers, workers and flows", async () => {
    const there = await boardHarness(on.app());
    await plant(there);
    const queue = there.queues.get("control");
    // It is what BullMQ answers, or this would show nothing.
    const jobs = (await queue.getJobs([...JOB_STATES])).map((job) => [job.id, job.name, job.data as unknown]);
    expect(JSON.stringify(jobs)).toContain(CANARY);
    expect(JSON.stringify(await queue.getJobSchedulers())).toContain(CANARY);

    const queries = [`/queues?done=${THEIRS}`, `/queues/control?state=${THEIRS}&cursor=${THEIRS}`];
    for (const role of ["viewer", "approver"] as const) {
      const visitor = await there.dashboard.visitor(role);
      let rows = 0;
      for (const path of [...PAGES, ...queries, ...NO_PAGES]) {
        const seen = await seenIn(path, await visitor.get(path));
        const isThere = !NO_PAGES.includes(path) || path.startsWith("/live/");
        expect(seen.status, path).toBe(isThere ? 200 : 404);
        expect(JSON.stringify(seen.headers) + seen.text, path).not.toMatch(
          /canary|mayfield|could not|looked at/i,
        );
        rows += seen.text.split("hidden").length - 1;
        if (seen.type === "text/html") expect(harmIn(seen.text), path).toEqual([]);
      }
      // What isn't of our form is counted and listed, and says no more.
      expect(rows).toBeGreaterThan(3);
    }
  });

  it("show what is ours: jobs by number, why they failed, and when schedules come", async () => {
    const there = await boardHarness(on.app());
    const { queues, dashboard } = there;
    const request = "0198c0de-7000-7000-8000-000000000001";
    const data = { run: 12, batch: 3, kind: "erasure" };
    await queues.get("erasure").add("scrub", data, { jobId: "scrub-12-3", delay: 60_000 });
    await queues.get("erasure").add("start", { request }, { jobId: `start-${request}` });
    await queues
      .get("control")
      .upsertJobScheduler(
        "schedule-7",
        { pattern: "0 3 * * *", tz: "Europe/Berlin" },
        { name: "schedule", data: { schedule: 7 } },
      );
    const viewer = await dashboard.visitor("viewer");
    const all = await viewer.page("/queues");
    for (const name of QUEUE_NAMES) expect(all).toContain(`href="/queues/${name}?state=failed"`);
    expect(all).toMatch(/schedule-7[\s\S]*0 3 \* \* \*[\s\S]*Europe\/Berlin/);
    const delayed = await viewer.page("/queues/erasure?state=delayed");
    expect(delayed).toMatch(/scrub-12-3[\s\S]*<a href="\/runs\/12">run 12<\/a>, kind erasure, batch 3/);
    const waiting = await viewer.page("/queues/erasure");
    expect(waiting).toContain(`<a href="/requests/${request}">`);
    for (const page of [all, delayed, waiting]) expect(page).not.toMatch(/>hidden<|<form/);
  });

  it("list fifty jobs at once", async () => {
    const there = await boardHarness(on.app());
    const many = Array.from({ length: 51 }, (_, i) => ({
      name: "watch",
      data: { watch: i + 1 },
      opts: { jobId: `watch-${i + 1}` },
    }));
    await there.queues.get("control").addBulk(many);
    const viewer = await there.dashboard.visitor("viewer");
    const rowsOf = (page: string) => page.match(/<th scope="row">watch-\d+</g)?.length;
    const first = await viewer.page("/queues/control");
    expect(first).toContain('href="/queues/control?state=waiting&amp;cursor=2"');
    const second = await viewer.page("/queues/control?state=waiting&cursor=2");
    expect([rowsOf(first), rowsOf(second)]).toEqual([50, 1]);
  });

  it("know every job of ours", () => {
    const samples: Record<string, unknown> = {
      scan: { run: 1, kind: "sweep" },
      feed: { run: 1, kind: "sweep" },
      scrub: { run: 1, batch: 0, kind: "sweep" },
      start: { request: "0198c0de-7000-7000-8000-000000000001" },
      lookup: { lookup: 1 },
      identify: { hold: "0198c0de-7000-7000-8000-000000000002" },
      deliver: { receiver: "0f".repeat(32) },
      watch: { watch: 1 },
      schedule: { schedule: 1 },
    };
    const ids = jobs.map((job) => (job as JobIdentity<unknown>).id(job.data.parse(samples[job.name])));
    expect(ids.filter((id) => !isOwnJobId(id))).toEqual([]);
  });

  it("let approvers act, after it is in the audit log, and nobody of a lesser role", async () => {
    const app = on.app();
    const there = await boardHarness(app);
    await plant(there);
    const queue = there.queues.get("control");
    const stateOf = async (id: string) => (await queue.getJob(id))?.getState();
    const [viewer, operator, approver] = [
      await there.dashboard.visitor("viewer", "vera"),
      await there.dashboard.visitor("operator", "otto"),
      await there.dashboard.visitor("approver", "anna"),
    ];
    const promote = `/queues/control/jobs/${PLANTED.delayed}/promote`;
    const retry = `/queues/control/jobs/${PLANTED.failed}/retry`;
    await queue.pause();
    for (const path of ["/queues", ...JOB_STATES.map((state) => `/queues/control?state=${state}`)]) {
      expect(await viewer.page(path), path).not.toContain("<form");
      expect(await operator.page(path), path).not.toContain("<form");
    }
    expect(await approver.page("/queues")).toContain('action="/queues/resume"');
    expect(await approver.page("/queues/control?state=delayed")).toContain(`action="${promote}"`);
    const failed = await approver.page("/queues/control?state=failed");
    for (const path of [retry, "/queues/control/retry", "/queues/control/resume"])
      expect(failed).toContain(`action="${path}"`);

    for (const visitor of [viewer, operator]) expect((await visitor.post(promote)).status).toBe(403);
    expect(await stateOf(PLANTED.delayed)).toBe("delayed");
    const done = async (path: string) => (await approver.post(path)).headers.get("location");
    expect(await done(promote)).toBe("/queues/control?done=promote");
    expect(await stateOf(PLANTED.delayed)).toBe("waiting");
    expect((await approver.post(promote)).status).toBe(404);
    expect(await done(retry)).toBe("/queues/control?done=retry");
    expect(await stateOf(PLANTED.failed)).toBe("waiting");
    expect(await done("/queues/control/resume")).toBe("/queues/control?done=resume");
    expect(await queue.isPaused()).toBe(false);
    await queue.pause();
    expect(await done("/queues/resume")).toBe("/queues?done=resume");
    expect(await queue.isPaused()).toBe(false);
    expect(await done("/queues/control/retry")).toBe("/queues/control?done=retry");

    const { action, target } = (await app.actions.page(0, 10))[2] ?? {};
    expect([action, target]).toEqual(["queues.promote", `control/${PLANTED.delayed}`]);
    expect(await actionsOf(app)).toEqual([
      "vera viewer queues.promote denied ROLE",
      "otto operator queues.promote denied ROLE",
      "anna approver queues.promote allowed",
      "anna approver queues.promote allowed",
      "anna approver queues.promote refused NO_SUCH_JOB",
      "anna approver queues.retry allowed",
      "anna approver queues.resume allowed",
      "anna approver queues.resume_all allowed",
      "anna approver queues.retry_all allowed",
    ]);
  });

  it("do nothing else, whatever is sent by whom", async () => {
    const app = on.app();
    const there = await boardHarness(app);
    const queue = there.queues.get("control");
    await queue.add("feed", { run: 4, kind: "sweep" }, { jobId: "feed-4", delay: 60_000 });
    await queue.upsertJobScheduler("schedule-7", { every: 3_600_000 }, { name: "schedule" });
    const before = await there.dump();
    const approver = await there.dashboard.visitor("approver");
    const places = [
      "/queues",
      "/queues/control",
      "/queues/control/jobs/feed-4",
      "/queues/api/queues/control",
    ];
    const verbs = [
      "pause",
      "empty",
      "obliterate",
      "add",
      "remove",
      "clean",
      "promote",
      "delay",
      "schedule-7",
    ];
    const offered = "/queues/control/jobs/feed-4/promote";
    const paths = places.flatMap((place) => [place, ...verbs.map((verb) => `${place}/${verb}`)]);
    for (const path of paths.filter((one) => one !== offered))
      expect((await approver.post(path, { force: "true" })).status, path).toBe(404);
    const { cookie } = approver;
    for (const method of ["PUT", "PATCH", "DELETE"])
      for (const path of [offered, "/queues/control", "/queues/api/queues/control/feed-4/promote"]) {
        const headers = { Cookie: `scrubjay=${cookie}`, "Sec-Fetch-Site": "same-origin" };
        expect((await there.dashboard.request(path, { method, headers })).status, `${method} ${path}`).toBe(
          404,
        );
      }
    expect(await there.dump()).toBe(before);
    expect(await actionsOf(app)).toEqual([]);
  });

  it("do nothing for a job that isn't ours, for an alarm, or for another site; and keep what was asked for nowhere", async () => {
    const app = on.app();
    const there = await boardHarness(app);
    await plant(there);
    const [alarm] = (await there.queues.get("control").getDelayed()).filter(
      ({ name }) => name === "schedule",
    );
    const before = await there.dump();
    const approver = await there.dashboard.visitor("approver");
    const none = [
      `/queues/control/jobs/${THEIRS}/promote`,
      `/queues/control/jobs/${encodeURIComponent(alarm?.id ?? "")}/promote`,
      `/queues/control/jobs/${PLANTED.failed}/promote`,
      `/queues/control/jobs/${PLANTED.completed}/retry`,
      `/queues/${THEIRS}/resume`,
      `/queues/${THEIRS}/jobs/${PLANTED.delayed}/promote`,
    ];
    for (const path of none) expect((await approver.post(path)).status, path).toBe(404);
    const promote = `/queues/control/jobs/${PLANTED.delayed}/promote`;
    expect((await approver.post(promote, { csrf: "" })).status).toBe(403);
    for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://evil.example" }])
      expect((await approver.post(promote, {}, headers)).status).toBe(403);
    expect(await there.dump()).toBe(before);
    const rows = await app.actions.page(0, 20);
    const refused = rows.filter(({ result }) => result === "refused");
    expect(refused.map(({ code }) => code)).toEqual(none.map(() => "NO_SUCH_JOB"));
    expect(JSON.stringify(rows)).not.toMatch(/canary/i);
  });

  it("say that Redis is away instead of waiting for it, and let no act wait for its return", async () => {
    const app = on.app();
    const there = await boardHarness(app);
    const approver = await there.dashboard.visitor("approver", "anna");
    const { redis } = there.connection;
    const ended = once(redis, "end");
    redis.disconnect();
    await ended;
    for (const path of ["/queues", "/queues/control"]) expect((await approver.get(path)).status).toBe(503);
    expect((await approver.post("/queues/control/resume")).status).toBe(503);
    await redis.connect();
    expect(await actionsOf(app)).toEqual([
      "anna approver queues.resume allowed",
      "anna approver queues.resume refused REDIS_AWAY",
    ]);
  });
});
