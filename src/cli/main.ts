#!/usr/bin/env node
import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { RedisAwayError } from "../queue/errors.js";
import { VERSION } from "../version.js";
import { registerApply } from "./commands/apply.js";
import { registerAudit } from "./commands/audit.js";
import { registerCancel } from "./commands/cancel.js";
import { registerConfig } from "./commands/config.js";
import { registerDelivery } from "./commands/delivery.js";
import { registerDemo } from "./commands/demo.js";
import { registerDismiss } from "./commands/dismiss.js";
import { registerDoctor } from "./commands/doctor.js";
import { registerErase } from "./commands/erase.js";
import { registerHold } from "./commands/hold.js";
import { registerKeys } from "./commands/keys.js";
import { registerPause } from "./commands/pause.js";
import { registerPlan } from "./commands/plan.js";
import { registerReconcile } from "./commands/reconcile.js";
import { registerReplay } from "./commands/replay.js";
import { registerRequest } from "./commands/request.js";
import { registerResume } from "./commands/resume.js";
import { registerRetry } from "./commands/retry.js";
import { registerRun } from "./commands/run.js";
import { registerRuns } from "./commands/runs.js";
import { registerSandbox } from "./commands/sandbox.js";
import { registerSchedule } from "./commands/schedule.js";
import { registerToken } from "./commands/token.js";
import { registerWatch } from "./commands/watch.js";
import { registerServe } from "./commands/serve.js";
import { registerWorker } from "./commands/worker.js";
import { reportFailure } from "./failure.js";

const registrations = [
  registerPlan,
  registerApply,
  registerRun,
  registerErase,
  registerRuns,
  registerResume,
  registerRetry,
  registerDismiss,
  registerPause,
  registerCancel,
  registerRequest,
  registerHold,
  registerSchedule,
  registerWatch,
  registerReplay,
  registerServe,
  registerWorker,
  registerToken,
  registerKeys,
  registerAudit,
  registerDelivery,
  registerDoctor,
  registerConfig,
  registerReconcile,
  registerSandbox,
  registerDemo,
];

function buildProgram(): Command {
  const program = new Command("scrubjay")
    .description(
      "Erases personal data from TalkJS: plans, scrubs, reads back and records, for one user or for millions.",
    )
    .version(VERSION)
    .showHelpAfterError("(see --help)")
    .exitOverride()
    .addHelpText("after", HELP);
  for (const register of registrations) register(program);
  for (const command of leaves(program))
    command.option("--json", "one JSON document (or NDJSON) on standard output");
  return program;
}

/** The commands that do something, at any depth. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((sub) => {
    sub.exitOverride();
    return sub.commands.length > 0 ? leaves(sub) : [sub];
  });
}

/** Settings of the environment win over those of the file. */
function loadDotenv(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
}

const HELP = `
Settings come from the environment or a file named .env; .env.example explains each.
Exit codes: 0 all done, 1 something was not done (and what), 2 bad usage or configuration.

First steps:
  scrubjay demo                 everything on a local TalkJS with synthetic people
  scrubjay doctor               is everything there?
  scrubjay plan                 what would happen; changes nothing
  scrubjay apply <run>          do it`;

try {
  loadDotenv();
  await buildProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else reportFailure(error, process.argv.includes("--json"));
  if (error instanceof RedisAwayError) process.exit();
}
