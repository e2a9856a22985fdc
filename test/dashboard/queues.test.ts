import { once } from "node:events";
import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { jobs } from "../../jobs/index.js";
import { ACTS } from "../../src/dashboard/queues/acts.js";
import { BoardFiles, UI_FOLDER } from "../../src/dashboard/queues/board-files.js";
import { openBoard, type BoardRoute } from "../../src/dashboard/queues/board.js";
import { isOwnJobId } from "../../src/dashboard/queues/our-form.js";
import { ABSENT, READS } from "../../src/dashboard/queues/reads.js";
import type { JobIdentity } from "../../src/queue/job.js";
import { QUEUE_NAMES } from "../../src/queue/queue-name.js";
import { actionsOf } from "../server/reception.js";
import { describePostgres } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";
import { APPROVER, CANARY, hall, OPERATOR, PLANTED, plant, VIEWER, type Hall } from "./queue-hall.js";

const JOB_IDS = [...Object.values(PLANTED), CANARY, `child-${CANARY}`, "1", "repeat:schedule-7:1", "scan-99"];
const STATES = ["latest", "active", "waiting", "waiting-children", "completed", "failed", "delayed", CANARY];

/** The addresses of a route: with queues and jobs, and where it lists, with the queries of bull-board's page. */
function addressesOf(path: string): string[] {
  if (path === "/api/queues")
    return STATES.map(
      (state) => `${path}?activeQueue=control&status=${encodeURIComponent(state)}&jobsPerPage=50`,
    );
  if (!path.includes(":"))
    return [path, `${path}?queueName=control`, `${path}?queueName=${encodeURIComponent(CANARY)}`];
  const all = ["control", "sweep", CANARY].flatMap((queue) =>
    JOB_IDS.map((id) =>
      path.replace(":queueName", encodeURIComponent(queue)).replace(":jobId", encodeURIComponent(id)),
    ),
  );
  return [...new Set(all)];
}

const tableOf = ({ queues }: Hall): BoardRoute[] => openBoard(queues, UI_FOLDER).routes;

describePostgres("the queue board", (on) => {
  it("shows nothing of what somebody put into jobs, schedulers, workers and flows", async () => {
    const there = await hall(on.app());
    await plant(there);
    const reads = tableOf(there).filter(({ method }) => method === "get");
    const leaking = new Set<string>();
    for (const { path, call } of reads) {
      for (const at of addressesOf(path)) {
        const url = new URL(at, "http://board");
        const [, queueName = "", jobId = ""] =
          /^\/api\/queues\/([^/]+)(?:\/([^/]+))?/.exec(url.pathname) ?? [];
        const params = { queueName: decodeURIComponent(queueName), jobId: decodeURIComponent(jobId) };
        const query = Object.fromEntries(url.searchParams);
        const plain = await call({ params, query }).catch((error: Error) => error.message);
        if (JSON.stringify(plain).includes(CANARY)) leaking.add(path);
        const shown = await there.ask(VIEWER, `/queues${at}`);
        const text = JSON.stringify([...shown.headers]) + (await shown.text());
        expect(text.toLowerCase(), at).not.toMatch(/canary|mayfield|could not|looked at/);
      }
    }
    // What is planted does get into bull-board's own answers, or this would show nothing.
    expect([...leaking].sort()).toEqual(
      [
        "/api/job-schedulers",
        "/api/queues",
        "/api/queues/:queueName/:jobId",
        "/api/queues/:queueName/:jobId/flow",
        "/api/queues/:queueName/:jobId/logs",
        "/api/queues/:queueName/workers",
      ].sort(),
    );
  });

  it("shows what is ours: jobs by number, why they failed, and when schedules come", async () => {
    const there = await hall(on.app());
    const { queues } = there;
    const data = { run: 12, batch: 3, kind: "erasure" };
    await queues.get("erasure").add("scrub", data, { jobId: "scrub-12-3", delay: 60_000, attempts: 12 });
    await queues
      .get("control")
      .upsertJobScheduler(
        "schedule-7",
        { pattern: "0 3 * * *", tz: "Europe/Berlin" },
        { name: "schedule", data: { schedule: 7 } },
      );
    const job = await there.ask(VIEWER, "/queues/api/queues/erasure/scrub-12-3");
    const shownJob: unknown = await job.json();
    expect(shownJob).toMatchObject({
      status: "delayed",
      job: { id: "scrub-12-3", name: "scrub", data, delay: 60_000, opts: { attempts: 12 }, stacktrace: [] },
    });
    expect(JSON.stringify(shownJob)).not.toContain("hidden");
    const schedulers = await there.ask(VIEWER, "/queues/api/job-schedulers");
    expect(await schedulers.json()).toMatchObject({
      schedulers: [{ id: "schedule-7", name: "schedule", pattern: "0 3 * * *", tz: "Europe/Berlin" }],
    });
    const list = await there.ask(VIEWER, "/queues/api/queues?activeQueue=erasure");
    const { queues: shown } = (await list.json()) as { queues: { name: string; readOnlyMode: boolean }[] };
    expect(shown.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual(
      QUEUE_NAMES.map((name) => [name, true]),
    );
    expect(await (await there.ask(APPROVER, "/queues/api/queues")).json()).toMatchObject({
      queues: QUEUE_NAMES.map(() => ({ readOnlyMode: false })),
    });
    const redis = await there.ask(VIEWER, "/queues/api/redis/stats");
    expect(Object.keys((await redis.json()) as object).sort()).toEqual(
      ["backend", "clients", "memory", "mode", "uptime", "version"].sort(),
    );
  });

  it("knows every route of bull-board, and every job of ours", async () => {
    const there = await hall(on.app());
    const table = tableOf(there);
    const reads = table.filter(({ method }) => method === "get").map(({ path }) => path);
    const acts = table
      .filter(({ method }) => method !== "get")
      .map(({ method, path }) => `${method} ${path}`);
    expect(reads.sort()).toEqual([...Object.keys(READS), ...Object.keys(ABSENT)].sort());
    expect(acts.sort()).toEqual(Object.keys(ACTS).sort());

    const request = "0198c0de-7000-7000-8000-000000000001";
    const samples: Record<string, unknown> = {
      scan: { run: 1, kind: "sweep" },
      feed: { run: 1, kind: "sweep" },
      scrub: { run: 1, batch: 0, kind: "sweep" },
      start: { request },
      lookup: { lookup: 1 },
      deliver: { receiver: "0f".repeat(32) },
      watch: { watch: 1 },
      schedule: { schedule: 1 },
    };
    const ids = jobs.map((job) => (job as JobIdentity<unknown>).id(job.data.parse(samples[job.name])));
    expect(ids.filter((id) => !isOwnJobId(id))).toEqual([]);
  });

  it("refuses every act that isn't offered, to approvers too, and changes nothing", async () => {
    const app = on.app();
    const there = await hall(app);
    await there.queues
      .get("control")
      .add("feed", { run: 4, kind: "sweep" }, { jobId: "feed-4", delay: 60_000 });
    await there.queues
      .get("control")
      .upsertJobScheduler("schedule-7", { every: 3_600_000 }, { name: "schedule" });
    const before = await there.dump();
    const offered = [
      "queues.retry",
      "queues.retry_all",
      "queues.promote",
      "queues.resume",
      "queues.resume_all",
    ];
    const withheld = Object.entries(ACTS).filter(([, { action }]) => !offered.includes(action));
    const calls = withheld.map(([key]) => {
      const [method = "", path = ""] = key.split(" ");
      const at = path
        .replace(":queueName", "control")
        .replace(":jobId", "feed-4")
        .replace(":queueStatus", "delayed");
      return { method: method.toUpperCase(), at: at.replace(":schedulerId", "schedule-7") };
    });
    const unheardOf = [
      { method: "DELETE", at: "/api/queues/control/feed-4" },
      { method: "PUT", at: "/api/queues/control/feed-4/explode" },
      { method: "POST", at: "/" },
    ];
    for (const { method, at } of [...calls, ...unheardOf]) {
      const answer = await there.ask(APPROVER, `/queues${at}`, {
        method,
        headers: { "sec-fetch-site": "same-origin", "content-type": "application/json" },
        body: JSON.stringify({ force: true, name: "scan", data: { user: CANARY }, concurrency: 1, runAt: 0 }),
      });
      expect(answer.status, `${method} ${at}`).toBe(403);
      expect(((await answer.json()) as { message: string }).message).not.toBe("");
    }
    expect(await there.dump()).toBe(before);
    const denied = (action: string) => `anna approver ${action} denied NOT_OFFERED`;
    expect(await actionsOf(app)).toEqual([
      ...withheld.map(([, { action }]) => denied(action)),
      ...unheardOf.map(() => denied("queues.unknown")),
    ]);
  });

  it("lets approvers act, after it is in the audit log, and nobody of a lesser role", async () => {
    const app = on.app();
    const there = await hall(app);
    await plant(there);
    const queue = there.queues.get("control");
    const promote = `queues/control/${PLANTED.delayed}/promote`;
    for (const actor of [VIEWER, OPERATOR]) expect((await there.put(actor, promote)).status).toBe(403);
    expect(await (await queue.getJob(PLANTED.delayed))?.getState()).toBe("delayed");
    expect((await there.put(APPROVER, promote)).status).toBe(204);
    expect(await (await queue.getJob(PLANTED.delayed))?.getState()).toBe("waiting");
    const again = await there.put(APPROVER, promote);
    expect(again.status).toBe(500);
    expect(await again.json()).toEqual({ error: { key: "ERRORS.INTERNAL_SERVER_ERROR" } });

    expect((await there.put(APPROVER, `queues/control/${PLANTED.failed}/retry`)).status).toBe(204);
    expect(await (await queue.getJob(PLANTED.failed))?.getState()).toBe("waiting");
    await queue.pause();
    expect((await there.put(APPROVER, "queues/control/resume")).status).toBe(200);
    expect(await queue.isPaused()).toBe(false);
    expect(await (await there.put(APPROVER, "queues/control/retry/failed")).json()).toEqual({
      retried: 0,
      skipped: 0,
    });

    const { action, target } = (await app.actions.page(0, 10))[2] ?? {};
    expect([action, target]).toEqual(["queues.promote", `control/${PLANTED.delayed}`]);
    expect(await actionsOf(app)).toEqual([
      "vera viewer queues.promote denied ROLE",
      "otto operator queues.promote denied ROLE",
      "anna approver queues.promote allowed",
      "anna approver queues.promote allowed",
      "anna approver queues.promote refused HTTP_500",
      "anna approver queues.retry allowed",
      "anna approver queues.resume allowed",
      "anna approver queues.retry_all allowed",
    ]);
  });

  it("does nothing for a job that isn't ours, for an alarm, or for another site; and keeps what it was asked for nowhere", async () => {
    const app = on.app();
    const there = await hall(app);
    await plant(there);
    const [alarm] = (await there.queues.get("control").getDelayed()).filter(
      ({ name }) => name === "schedule",
    );
    const before = await there.dump();
    for (const id of [CANARY, alarm?.id ?? ""]) {
      const at = `queues/control/${encodeURIComponent(id)}/promote`;
      expect((await there.put(APPROVER, at)).status).toBe(404);
    }
    expect((await there.put(APPROVER, `queues/control/retry/completed`)).status).toBe(404);
    expect((await there.put(APPROVER, `queues/${encodeURIComponent(CANARY)}/resume`)).status).toBe(404);
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { origin: "https://evil.example", host: "here" },
      {},
    ]) {
      const at = `/queues/api/queues/control/${PLANTED.delayed}/promote`;
      expect(
        (await there.ask(APPROVER, at, { method: "PUT", headers: headers as Record<string, string> })).status,
      ).toBe(403);
    }
    expect(await there.dump()).toBe(before);
    const rows = await app.actions.page(0, 10);
    expect(rows.map(({ result, code }) => `${result} ${code}`)).toEqual([
      ...Array<string>(4).fill("refused NO_SUCH_JOB"),
      ...Array<string>(3).fill("denied FOREIGN_FORM"),
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/canary/i);
  });

  it("serves its page with nothing of another host, and only its own files", async () => {
    const there = await hall(on.app());
    for (const at of [
      "/queues",
      "/queues/",
      "/queues/queue/control",
      "/queues/queue/control/scan-1",
      "/queues/job-schedulers",
    ]) {
      const page = await there.ask(VIEWER, at);
      expect(page.status, at).toBe(200);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[^']+'; connect-src 'self';/,
      );
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const text = await page.text();
      expect(text).toContain("<title>Queues · Scrubjay</title>");
      expect(text).not.toMatch(/\/\/|<style|style=|<script>/);
      for (const [, src] of text.matchAll(/(?:src|href)="(static[^"]+)"/g))
        expect((await there.ask(VIEWER, `/queues/${src}`)).status, src).toBe(200);
    }
    const tricks = [
      "static/../index.ejs",
      "static/../../package.json",
      "static/%2e%2e/%2e%2e/package.json",
      "static/..%2f..%2fpackage.json",
      "static/%252e%252e/index.ejs",
      "static/%252e%252e%252fpackage.json",
      "static/js/..%5c..%5c..%5cpackage.json",
      "static/images/logo.svg%00",
      "static/images/logo.svg%00.js",
      "static//etc/passwd",
      "static/%2fetc%2fpasswd",
      "static/file:%2f%2f%2fetc%2fpasswd",
      "static/images",
      "static/",
      "static/IMAGES/logo.svg",
      "static/locales/__proto__",
      "staticx/images/logo.svg",
      "index.ejs",
    ];
    for (const trick of tricks) expect((await there.ask(VIEWER, `/queues/${trick}`)).status, trick).toBe(404);
  });

  it("permits the one inline style of bull-board's page, by its hash", async () => {
    const there = await hall(on.app());
    const page = await (await there.ask(VIEWER, "/queues")).text();
    const scripts = [...page.matchAll(/src="(static[^"]+)"/g)].map(([, src]) =>
      readFile(join(UI_FOLDER, src ?? ""), "utf8"),
    );
    const styles = (await Promise.all(scripts)).join("\n").matchAll(/"style",\{children:[`"]([^`"]+)[`"]/g);
    const hashes = [...styles].map(([, style = ""]) =>
      createHash("sha256")
        .update(JSON.parse(`"${style.replaceAll("\n", "\\n")}"`) as string)
        .digest("base64"),
    );
    const policy = (await there.ask(VIEWER, "/queues")).headers.get("content-security-policy") ?? "";
    expect([...policy.matchAll(/'sha256-([^']+)'/g)].map(([, hash]) => hash)).toEqual(hashes);
  });

  it("serves no link that lies among its files", async () => {
    const folder = await tempFolder();
    const images = join(folder, "static", "images");
    await mkdir(images, { recursive: true });
    await writeFile(join(images, "logo.svg"), "<svg/>");
    await symlink("/etc", join(images, "etc"));
    await symlink("/etc/hostname", join(images, "host.svg"));
    const files = new BoardFiles(folder);
    expect(await files.read("static/images/logo.svg")).toBeDefined();
    expect(await files.read("static/images/host.svg")).toBeUndefined();
    expect(await files.read("static/images/etc/hostname")).toBeUndefined();
  });

  it("says that Redis is away instead of waiting for it, and lets no act wait for its return", async () => {
    const there = await hall(on.app());
    const { redis } = there.connection;
    const ended = once(redis, "end");
    redis.disconnect();
    await ended;
    expect((await there.ask(VIEWER, "/queues/api/queues")).status).toBe(503);
    expect((await there.put(APPROVER, "queues/control/resume")).status).toBe(503);
    await redis.connect();
  });
});
