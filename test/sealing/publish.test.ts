import { readFileSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { publishDue, type PublishSettings } from "../../src/sealing/publish.js";
import { restartLog } from "../../src/service/log/restart.js";
import type { LogContext } from "../../src/sealing/log-context.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { describePostgres } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";
import { logHarness } from "./log-harness.js";

const MINUTE_MS = 60_000;

describePostgres("publishing checkpoints", (on) => {
  const setUp = async (entries = 10) => {
    const harness = await logHarness(on, entries);
    const folder = await tempFolder();
    const events: unknown[] = [];
    const telemetry = new TelemetryBus();
    telemetry.subscribe((name, event) => events.push([name, event]));
    let now = Date.now();
    const context: LogContext = { ...harness.app.log, telemetry, clock: () => new Date(now) };
    const to = (settings: Partial<PublishSettings>): PublishSettings => ({
      folder: undefined,
      command: undefined,
      every: "1 hour",
      ...settings,
    });
    return {
      harness,
      folder,
      events,
      context,
      to,
      pass: (minutes: number) => (now += minutes * MINUTE_MS),
      grow: async () => {
        await harness.write(5);
        await harness.seal();
      },
      newest: async () => (await harness.app.checkpoints.latest((await harness.log()).id))?.note ?? "",
      file: (name: string) => readFile(join(folder, name), "utf8"),
    };
  };

  test("puts the newest into a folder, and each for good beside it", async () => {
    const { folder, context, to, grow, newest, file, pass, events } = await setUp();
    const settings = to({ folder: join(folder, "new", "place") });
    expect(await publishDue(context, settings)).toEqual([{ target: "folder", size: 11, code: null }]);
    const first = await newest();
    await grow();
    pass(61);
    expect(await publishDue(context, settings)).toEqual([{ target: "folder", size: 16, code: null }]);
    expect(await file("new/place/checkpoint")).toBe(await newest());
    expect(await file("new/place/11.checkpoint")).toBe(first);
    expect((await readdir(join(folder, "new", "place"))).sort()).toEqual([
      "11.checkpoint",
      "16.checkpoint",
      "checkpoint",
    ]);
    expect(events).toEqual([
      ["log.published", { target: "folder", size: 11 }],
      ["log.published", { target: "folder", size: 16 }],
    ]);
  });

  test("does so only when there is something new, not more often than the settings say, or when asked", async () => {
    const { folder, context, to, grow, pass } = await setUp();
    const settings = to({ folder });
    expect(await publishDue(context, to({}))).toEqual([]);
    expect(await publishDue(context, settings)).toHaveLength(1);
    pass(120);
    expect(await publishDue(context, settings)).toEqual([]);
    expect(await publishDue(context, settings, { isAsked: true })).toEqual([]);
    await grow();
    expect(await publishDue(context, settings)).toHaveLength(1);
    await grow();
    pass(59);
    expect(await publishDue(context, settings)).toEqual([]);
    pass(2);
    expect(await publishDue(context, settings)).toHaveLength(1);
    await grow();
    expect(await publishDue(context, settings)).toEqual([]);
    expect(await publishDue(context, settings, { isAsked: true })).toEqual([
      { target: "folder", size: 26, code: null },
    ]);
  });

  test("nothing is published before something is signed", async () => {
    const { folder, context, to } = await setUp(0);
    expect(await publishDue(context, to({ folder }), { isAsked: true })).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  on.both("what was handed out isn't handed out again, whoever looks", async () => {
    const { folder, context, to, file } = await setUp();
    const settings = to({ command: `cat >> ${folder}/all; echo >> ${folder}/all` });
    await publishDue(context, settings);
    const again = await Promise.all([1, 2, 3].map(() => publishDue(context, settings, { isAsked: true })));
    expect(again.flat()).toEqual([]);
    expect((await file("all")).match(/^scrubjay\//gm)).toHaveLength(1);
  });

  test.each([
    {
      name: "is over more entries",
      place: "checkpoint",
      note: (own: string) => own.replace("\n16\n", "\n17\n"),
    },
    {
      name: "isn't the beginning of the log",
      place: "checkpoint",
      note: (own: string) => own.replace("\n16\n", "\n9\n"),
    },
    { name: "is none", place: "checkpoint", note: () => "Not found" },
    {
      name: "is another one over as many",
      place: "16.checkpoint",
      note: (own: string) => own.replace("\u2014", "\u2014\u2014"),
    },
  ])(
    "raises an alarm and overwrites nothing where what was published before $name",
    async ({ place, note }) => {
      const { folder, context, to, grow, newest, file, events, pass, harness } = await setUp();
      await grow();
      const before = note(await newest());
      await writeFile(join(folder, place), before);
      const settings = to({ folder });
      const failed = { target: "folder", size: 16, code: "PUBLISH_CONFLICT" };
      expect(await publishDue(context, settings)).toEqual([failed]);
      expect(events).toEqual([["log.publish_failed", failed]]);
      expect(await readdir(folder)).toEqual([place]);
      expect(await file(place)).toBe(before);
      const { taken, attempt } = await context.publications.last((await harness.log()).id);
      expect([taken, attempt?.code]).toEqual([undefined, "PUBLISH_CONFLICT"]);
      // It is tried again, but not all the time.
      pass(4);
      expect(await publishDue(context, settings)).toEqual([]);
      pass(2);
      await rm(join(folder, place));
      expect(await publishDue(context, settings)).toEqual([{ ...failed, code: null }]);
    },
  );

  test("hands it to a command, which gets no secret of ours and whose output nobody keeps", async () => {
    const { folder, context, to, newest, file, harness, events } = await setUp();
    vi.stubEnv("SCRUBJAY_SIGNING_KEY", "a secret");
    vi.stubEnv("DATABASE_URL", "postgres://a:secret@localhost/x");
    onTestFinished(() => void vi.unstubAllEnvs());
    const command = `cat > ${folder}/note; env > ${folder}/env; echo said; echo complained >&2`;
    expect(await publishDue(context, to({ command }))).toEqual([{ target: "command", size: 11, code: null }]);
    expect(await file("note")).toBe(await newest());
    const environment = (await file("env")).split("\n");
    expect(environment).toContain("SCRUBJAY_CHECKPOINT_SIZE=11");
    expect(environment).toContain(`SCRUBJAY_CHECKPOINT_ORIGIN=${(await harness.log()).origin}`);
    expect(environment.join("\n")).not.toContain("secret");
    expect(JSON.stringify(events)).not.toMatch(/said|complained/);
  });

  test.each([
    ["exit 7", "COMMAND_FAILED_7"],
    ["kill -TERM $$", "COMMAND_FAILED_SIGTERM"],
    ["no-such-command-anywhere", "COMMAND_FAILED_127"],
  ])("tells how a command failed: %s", async (command, code) => {
    const { context, to, pass, folder } = await setUp();
    expect(await publishDue(context, to({ command }))).toMatchObject([{ code }]);
    expect(await publishDue(context, to({ command }))).toEqual([]);
    pass(6);
    // One that fails keeps nothing from the other.
    const both = await publishDue(context, to({ command, folder }));
    expect(both).toMatchObject([
      { target: "folder", code: null },
      { target: "command", code },
    ]);
  });

  test("ends a command that takes too long, with all that it has begun", async () => {
    const { folder, context, to, file } = await setUp();
    const controller = new AbortController();
    const command = `(echo $$ > ${folder}/pid; exec sleep 600) & echo $! > ${folder}/child; wait`;
    const publishing = publishDue(context, to({ command }), { signal: controller.signal });
    const child = await until("the command has begun", () =>
      file("child").then(
        (text) => text.endsWith("\n") && Number(text),
        () => undefined,
      ),
    );
    controller.abort();
    expect(await publishing).toMatchObject([{ target: "command", code: "COMMAND_LATE" }]);
    await until("what it has begun is gone", () => !isAlive(child));
  });

  test("an attempt that was killed is made again after a while", async () => {
    const { folder, context, to, harness, pass } = await setUp();
    const { id } = await harness.log();
    const long = new Date(0);
    const due = { lastSuccess: long, lastFailure: long, begun: long };
    const killed = await context.publications.begin(id, "folder", 11, context.clock(), due);
    expect(killed).toBeGreaterThan(0);
    pass(1);
    expect(await publishDue(context, to({ folder }))).toEqual([]);
    pass(2);
    expect(await publishDue(context, to({ folder }))).toEqual([{ target: "folder", size: 11, code: null }]);
  });

  test("each log has a place of its own", async () => {
    const { folder, context, to, harness, newest, file } = await setUp(300);
    await publishDue(context, to({ folder }));
    const first = await newest();
    await harness.coverUp(200);
    await restartLog("Restored from a backup", harness.app.log);
    expect(await publishDue(context, to({ folder }))).toMatchObject([{ code: null }]);
    expect(await file("checkpoint")).toBe(first);
    expect(await file("2/checkpoint")).toBe(await newest());
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Killed, and nobody has asked how it ended: in a container nobody may.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
