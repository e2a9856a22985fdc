import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { failure } from "../../base/errors.js";
import { loadConfig, type Config } from "../../config/config.js";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import { lockDataDir } from "../../embedded/lock-data-dir.js";
import { parsePolicy } from "../../policy/parse.js";
import type { RunView } from "../../contracts/runs.js";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.js";
import { apiOf } from "../api/in-process-api.js";
import { wholeNumber } from "../input/arguments.js";
import { openAppOptions } from "../command.js";
import { type CommonOptions, count, createOutput, duration, table, type Output } from "../io/output.js";
import { countLeft } from "../demo/check.js";
import { runDemoSteps } from "../demo/steps.js";
import { carryOut } from "../work/carry-out.js";
import { follow } from "../work/follow.js";
import type { Invocation } from "../invocation.js";
import { settingsOf } from "../input/settings.js";
import { planLines } from "../lines/run-lines.js";
import { openApp } from "../../wiring/open-app.js";
import { openRuntime } from "../../wiring/runtime.js";

const MOST_DEMO_USERS = 1_000_000;

interface DemoOptions extends CommonOptions {
  users: number;
  serve?: boolean;
  port: number;
}

/** What the sandbox tells about the demo's requests. */
interface Traffic {
  requests: number;
  refused: number;
}

export function registerDemo(program: Command, invocation: Invocation): void {
  program
    .command("demo")
    .option("-u, --users <number>", "synthetic people", wholeNumber(1, MOST_DEMO_USERS), 1_000)
    .option("--serve", "leave it running: the dashboard on the demo's data")
    .option("--port <number>", "for --serve; 0 takes any free one", wholeNumber(0, 65_535), 8080)
    .summary("the main job on a local TalkJS with synthetic people: plan, apply, verify")
    .description(
      "Starts a private Redis, an embedded ledger and a local TalkJS with synthetic people at TalkJS's real rate limits; " +
        "plans, applies, and checks every user of it afterwards. Touches nothing else. With --serve some weeks of a service's work follow, " +
        "and the dashboard stays up, with a link that signs you in.",
    )
    .action(async (options: DemoOptions) => {
      const out = createOutput(invocation, options);
      const began = Date.now();
      const sandbox = await startSandbox({ users: options.users });
      try {
        await demonstrate(sandbox, options, { invocation, out, began });
      } catch (error) {
        // The next demo begins anew, whatever this one has left.
        throw invocation.signal.aborted ? failure("INTERRUPTED") : error;
      } finally {
        await sandbox.close();
      }
    });
}

async function demonstrate(
  sandbox: Sandbox,
  { users, serve, port }: DemoOptions,
  { invocation, out, began }: { invocation: Invocation; out: Output; began: number },
): Promise<void> {
  const { signal } = invocation;
  const config = demoConfig(sandbox, invocation);
  await emptyFolder(config.dataDir);
  const app = await openApp(openAppOptions(invocation, "demo", config));
  try {
    out.say(`A local TalkJS with ${count(users)} synthetic people is at ${sandbox.url}.`);
    const runtime = await openRuntime(app);
    const api = apiOf(runtime, signal);
    const { policy } = parsePolicy(demoPolicy(users), "demo policy");
    const order = { kind: "sweep", policy, apply: false, ids: undefined } as const;
    const plan = await carryOut(api, order, out, signal);
    if (!out.json) out.result(null, ["", ...planLines(plan), ""]);
    await api.call(RunSteps.approve, { params: { run: plan.run } });
    await follow(api, plan.run, out, signal);
    const view = await api.call(Runs.get, { params: { run: plan.run } });
    const left = await countLeft(sandbox.url, policy, runtime.pseudonyms);
    await summarize(
      { view, left, traffic: await trafficOf(sandbox), seconds: (Date.now() - began) / 1_000 },
      { config, invocation, out },
    );
    if (!serve) return;
    await runDemoSteps({ api, sandbox, runtime, policy, out, signal });
    // The dashboard takes as long to load as all else.
    const { serveDemo } = await import("../demo/service.js");
    await serveDemo(runtime, api, { port, out, signal });
  } finally {
    await app.cleanup.run();
  }
}

async function summarize(
  { view, left, traffic, seconds }: { view: RunView; left: number; traffic: Traffic; seconds: number },
  { config, invocation, out }: { config: Config; invocation: Invocation; out: Output },
): Promise<void> {
  const { progress } = view;
  const ok = view.state === "done" && progress.failed + progress.inPart === 0 && left === 0;
  const commands = `SCRUBJAY_DATA_DIR=${invocation.shortened(config.dataDir)} TALKJS_APP_ID=${config.appId} npx scrubjay`;
  out.result(
    { ok, ...view, left, requests: traffic.requests, refusals: traffic.refused, elapsedSeconds: seconds },
    [
      ok
        ? "Done: everybody who was to be scrubbed was read back blank."
        : `NOT done: run ${view.run} is ${view.state}, ${left} users still hold something.`,
      ...table([
        ["Scrubbed and read back", count(progress.scrubbed)],
        ["Blank already", count(progress.alreadyBlank)],
        ["Excluded (legal hold)", count(progress.excluded)],
        ["Failed", count(progress.failed)],
        ["Users who still hold something, by a look at every one", count(left)],
        ...Object.entries(view.plan.fields).map(([field, users]): [string, string] => [
          `Blanked: ${field}`,
          count(users),
        ]),
        ["Requests", count(traffic.requests)],
        ["Refused with 429", count(traffic.refused)],
        ["Time", duration(seconds)],
      ]),
      "",
      "Where to look next:",
      `  ${commands} status ${view.run}`,
      `  ${commands} audit export`,
      "  npx scrubjay sandbox, and then plan and apply against it: see docs/rehearsal.md",
    ],
  );
  if (!ok) out.fail();
}

function demoConfig(sandbox: Sandbox, invocation: Invocation): Config {
  const { dataDir, logLevel } = settingsOf(invocation);
  const config = loadConfig({ SCRUBJAY_DATA_DIR: join(dataDir, "demo") });
  return {
    ...config,
    appId: sandbox.appId,
    secretKey: sandbox.secretKey,
    apiUrl: sandbox.url,
    logLevel,
  };
}

/** Every demo begins anew; its folder holds nothing else. */
async function emptyFolder(dataDir: string): Promise<void> {
  const lock = await lockDataDir(dataDir, { command: "demo" });
  await rm(join(dataDir, "ledger"), { recursive: true, force: true });
  await rm(join(dataDir, "redis"), { recursive: true, force: true });
  await lock.release();
}

async function trafficOf(sandbox: Sandbox): Promise<Traffic> {
  const answer = await fetch(`${sandbox.url}/_sandbox/stats`);
  return (await answer.json()) as Traffic;
}

const demoPolicy = (users: number) => `
version: 2
select: { all: true }
exclude:
  legalHold: { customKey: legalHold }
limits: { maxUsers: ${users + 1_000}, maxShare: 100% }
`;
