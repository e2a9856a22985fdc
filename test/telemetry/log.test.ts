import { Writable } from "node:stream";
import { pino } from "pino";
import ts from "typescript";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Events } from "../../src/telemetry/events.js";
import { logTo } from "../../src/telemetry/log.js";
import { Metrics } from "../../src/telemetry/metrics.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";

/** One of each; a new event doesn't compile without one. */
const ALL: Events = {
  "talkjs.answered": { route: "PUT /users/{id}", lane: "bulk", status: 200, ms: 12 },
  "talkjs.retrying": { route: "GET /users", code: "API_UNAVAILABLE", attempt: 1, delayMs: 3 },
  "quota.paused": { ms: 5 },
  "quota.unavailable": { code: "ECONNREFUSED" },
  "quota.available": { waitedMs: 6 },
  "quota.granted": { lane: "urgent", waitedMs: 7 },
  "redis.error": { code: "ECONNRESET" },
  "queue.error": { queue: "sweep", code: "INTERNAL" },
  "queue.rebuilt": { runs: 2 },
  "job.failed": { job: "scrub", code: "API_UNAVAILABLE", attempt: 12, last: true },
  "run.created": { run: 1, kind: "sweep" },
  "page.scanned": { run: 1, page: 0, users: 100, toScrub: 98 },
  "run.planned": { run: 1, toScrub: 98, refusal: null },
  "run.stopped": { run: 1, code: "ERROR_RATE" },
  "run.finished": { run: 1, state: "done" },
  "batch.finished": {
    run: 1,
    batch: 0,
    scrubbed: 9,
    inPart: 0,
    alreadyBlank: 1,
    notFound: 2,
    excluded: 3,
    failed: 4,
  },
  "request.created": { request: "r", regulation: "gdpr", subjects: 1, emails: 0 },
  "request.changed": { request: "r", state: "held", code: null },
  "request.deadline_near": { request: "r", daysLeft: 3 },
  "lookup.page": { lookup: 1, page: 0, users: 100 },
  "lookup.finished": { lookup: 1, state: "done", code: null },
  "watch.page": { watch: 1, page: 0, users: 100, cameBack: 2 },
  "watch.finished": { watch: 1, state: "done", cameBack: 2, code: null },
  "schedule.fired": { schedule: "weekly", trigger: "cron" },
  "schedule.ended": { schedule: "weekly", state: "braked", code: "max_users" },
  "policies.invalid": { file: "p.yaml", problems: 2 },
  "delivery.sent": { kind: "webhook", event: "request.completed", status: 204, attempt: 1 },
  "delivery.failed": { kind: "opendsr", event: "completed", code: "ECONNREFUSED", attempt: 2, parked: false },
  "log.sealed": { entries: 100, size: 200 },
  "log.refused": { bundles: 1 },
  "log.not_kept": { code: "EROFS" },
  "log.published": { target: "folder", size: 256 },
  "log.publish_failed": { target: "command", size: 256, code: "PUBLISH_FAILED" },
  "log.failed": { code: "LOG_BROKEN" },
  "epoch.begun": { epoch: 2 },
  "epoch.destroyed": { epoch: 1, inSettings: false },
  "epoch.kept": { epoch: 1, code: "EPOCH_IN_USE" },
  "api.called": { id: "call-1", method: "GET", route: "/v1/runs", status: 200, ms: 4, actor: "ci" },
  "api.failed": { id: "call-1", route: "/v1/runs", code: "INTERNAL" },
  "service.started": { kind: "serve" },
  "service.listening": { port: 8080 },
  "service.stopping": { kind: "serve" },
};

const names = Object.keys(ALL) as (keyof Events)[];

function emitAll(bus: TelemetryBus): void {
  for (const name of names) bus.emit(name, ALL[name]);
}

test("every event becomes one log line with its name and its fields", () => {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const bus = new TelemetryBus();
  bus.subscribe(logTo(pino({ level: "trace" }, stream)));
  emitAll(bus);
  const lines = written.map((line) => JSON.parse(line) as { msg: string });
  expect(lines.map(({ msg }) => msg)).toEqual(names);
  lines.forEach((line, i) => expect(line).toMatchObject(ALL[names[i] as keyof Events]));
});

test("who ended a subscription hears nothing more", () => {
  const bus = new TelemetryBus();
  const heard: string[] = [];
  const end = bus.subscribe((name) => heard.push(name));
  bus.emit("quota.paused", { ms: 1 });
  end();
  bus.emit("quota.paused", { ms: 1 });
  expect(heard).toEqual(["quota.paused"]);
});

/** Text in an event is a word or a name of ours: a code, a state, an ID, a route's template. Never free text. */
const TEXTS = [
  ...["route", "lane", "code", "queue", "job", "kind", "state", "refusal", "event", "method", "trigger"],
  ...["id", "request", "regulation", "schedule", "file", "actor", "target"],
];

test("no event has a place for free text", () => {
  const file = fileURLToPath(new URL("../../src/telemetry/events.ts", import.meta.url));
  const program = ts.createProgram([file], { strict: true, types: [], lib: ["lib.es2023.d.ts"] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const events = source?.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === "Events",
  );
  if (!events) throw new Error("there is no interface Events");
  const kinds = checker.getTypeAtLocation(events).getProperties();
  expect(kinds.map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const kind of kinds) {
    for (const field of checker.getTypeOfSymbolAtLocation(kind, events).getProperties()) {
      const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(field, events));
      const place = `${kind.name}: ${field.name}`;
      if (TEXTS.includes(field.name)) expect(["string", "string | null"], place).toContain(type);
      else expect(["number", "boolean"], place).toContain(type);
    }
  }
});

test("the metrics are in the format of Prometheus and count what happened", async () => {
  const metrics = new Metrics();
  const bus = new TelemetryBus();
  bus.subscribe(metrics.listener);
  emitAll(bus);
  emitAll(bus);
  const samples = new Map<string, number>();
  const types = new Set<string>();
  for (const line of (await metrics.registry.metrics()).split("\n").filter((line) => line !== "")) {
    if (line.startsWith("#")) {
      expect(line).toMatch(/^# (HELP \w+ .+|TYPE \w+ (counter|histogram))$/);
      if (line.startsWith("# TYPE ")) types.add(line.split(" ")[2] ?? "");
      continue;
    }
    const [, sample = "", value = ""] = /^(\w+(?:\{(?:\w+="[^"]*",?)+\})?) ([\d.e+-]+)$/.exec(line) ?? [];
    expect(sample, line).not.toBe("");
    const family = sample.replace(/\{.*/, "");
    expect(types.has(family) || types.has(family.replace(/_(bucket|sum|count)$/, "")), line).toBe(true);
    samples.set(sample, Number(value));
  }
  expect(samples.get('scrubjay_users_total{outcome="scrubbed"}')).toBe(18);
  expect(samples.get('scrubjay_users_total{outcome="failed"}')).toBe(8);
  expect(samples.get("scrubjay_users_scanned_total")).toBe(200);
  expect(samples.get("scrubjay_quota_pauses_total")).toBe(2);
  expect(samples.get('scrubjay_failures_total{what="job",code="API_UNAVAILABLE"}')).toBe(2);
  const route = 'route="PUT /users/{id}",lane="bulk",status="200"';
  expect(samples.get(`scrubjay_talkjs_request_seconds_count{${route}}`)).toBe(2);
});
