import { Registry } from "prom-client";
import { expect } from "vitest";
import { publishDue } from "../../src/sealing/publish.js";
import { openGauges } from "../../src/wiring/gauges.js";
import { appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";

const OWNER = { name: "cli", role: "owner" } as const;

describePostgres("the gauges of the sealed log", (on) => {
  const setUp = async () => {
    let now = Date.now();
    const harness = await appHarness(on, { clock: () => new Date(now) });
    const registry = new Registry();
    openGauges(registry, harness.context);
    const gauges = async () => {
      const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("scrubjay_log_"));
      return Object.fromEntries(
        lines.map((line) => [
          line.slice("scrubjay_log_".length, line.lastIndexOf(" ")),
          Number(line.split(" ").at(-1)?.replace("+Inf", "Infinity")),
        ]),
      );
    };
    return { ...harness, gauges, pass: (seconds: number) => (now += seconds * 1_000) };
  };

  on.both("tell what waits, since when, and what was refused", async () => {
    const { app, context, gauges, pass } = await setUp();
    expect(await gauges()).toEqual({ unsealed_entries: 0, oldest_unsealed_seconds: 0, refused: 0 });
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    pass(90);
    const waiting = await gauges();
    expect(waiting).toMatchObject({ unsealed_entries: 2, refused: 0 });
    expect(waiting["oldest_unsealed_seconds"]).toBeGreaterThan(80);
    await context.sealer.seal();
    expect(await gauges()).toEqual({
      unsealed_entries: 0,
      oldest_unsealed_seconds: 0,
      refused: 0,
      size: 3,
    });
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    const [bundle] = await app.inbox.next(1);
    await app.inbox.refuse(bundle?.seq ?? 0, new Date());
    expect(await gauges()).toMatchObject({ unsealed_entries: 0, refused: 1, size: 3 });
  });

  on.both("tell how long ago each target took a checkpoint, and that one never has", async () => {
    const { app, context, gauges, pass } = await setUp();
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    await context.sealer.seal();
    const settings = { folder: await tempFolder(), command: "exit 1", every: "1 hour" };
    await publishDue({ ...app.log, clock: context.clock }, settings);
    pass(600);
    expect(await gauges()).toMatchObject({
      'last_publication_seconds{target="folder"}': 600,
      'last_publication_seconds{target="command"}': Infinity,
    });
  });
});
