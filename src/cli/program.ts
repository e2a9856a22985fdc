import { Command } from "commander";
import { VERSION } from "../version.js";
import type { Invocation } from "./invocation.js";

type Register = (program: Command, invocation: Invocation) => void;

const WIDTH = 80;

/**
 * In the order of the help. Each is loaded only when it is called for: all that the commands need takes a second to load,
 * most of it for the few that work themselves.
 */
const COMMANDS: Record<string, () => Promise<Register>> = {
  plan: async () => (await import("./commands/plan.js")).registerPlan,
  apply: async () => (await import("./commands/apply.js")).registerApply,
  run: async () => (await import("./commands/run.js")).registerRun,
  erase: async () => (await import("./commands/erase.js")).registerErase,
  runs: async () => (await import("./commands/runs.js")).registerRuns,
  results: async () => (await import("./commands/results.js")).registerResults,
  status: async () => (await import("./commands/runs.js")).registerRuns,
  resume: async () => (await import("./commands/resume.js")).registerResume,
  retry: async () => (await import("./commands/retry.js")).registerRetry,
  dismiss: async () => (await import("./commands/dismiss.js")).registerDismiss,
  pause: async () => (await import("./commands/pause.js")).registerPause,
  cancel: async () => (await import("./commands/cancel.js")).registerCancel,
  request: async () => (await import("./commands/request.js")).registerRequest,
  hold: async () => (await import("./commands/hold.js")).registerHold,
  schedule: async () => (await import("./commands/schedule.js")).registerSchedule,
  watch: async () => (await import("./commands/watch.js")).registerWatch,
  replay: async () => (await import("./commands/replay.js")).registerReplay,
  serve: async () => (await import("./commands/serve.js")).registerServe,
  worker: async () => (await import("./commands/worker.js")).registerWorker,
  token: async () => (await import("./commands/token.js")).registerToken,
  account: async () => (await import("./commands/account.js")).registerAccount,
  keys: async () => (await import("./commands/keys.js")).registerKeys,
  audit: async () => (await import("./commands/audit/index.js")).registerAudit,
  certificate: async () => (await import("./commands/certificate.js")).registerCertificate,
  delivery: async () => (await import("./commands/delivery.js")).registerDelivery,
  fields: async () => (await import("./commands/fields.js")).registerFields,
  probe: async () => (await import("./commands/probe.js")).registerProbe,
  witness: async () => (await import("./commands/witness.js")).registerWitness,
  doctor: async () => (await import("./commands/doctor.js")).registerDoctor,
  config: async () => (await import("./commands/config.js")).registerConfig,
  reconcile: async () => (await import("./commands/reconcile.js")).registerReconcile,
  sandbox: async () => (await import("./commands/sandbox.js")).registerSandbox,
  demo: async () => (await import("./commands/demo.js")).registerDemo,
};

/** What the words of the command line call for; where they name no command, the help tells of all. */
async function registrations([first = ""]: readonly string[]): Promise<Set<Register>> {
  if (first === "--version" || first === "-V") return new Set();
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  const loads = named ? [named] : Object.values(COMMANDS);
  return new Set(await Promise.all(loads.map((load) => load())));
}

/**
 * The commands that the words of a command line call for. What they refuse is thrown as a `CommanderError`; help and
 * complaints go to the streams of the invocation.
 */
export async function buildProgram(argv: readonly string[], invocation: Invocation): Promise<Command> {
  const { stdout, stderr } = invocation.io;
  const { isForPeople } = invocation.stderr;
  const program = new Command("scrubjay")
    .description(
      "Erases personal data from TalkJS: plans, scrubs, reads back and records, for one user or for millions.",
    )
    .version(VERSION)
    .showHelpAfterError("(see --help)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void (isForPeople && stderr.write(text)),
      getOutHelpWidth: () => stdout.columns ?? WIDTH,
      getErrHelpWidth: () => stderr.columns ?? WIDTH,
    })
    .addHelpText("after", HELP);
  for (const register of await registrations(argv)) register(program, invocation);
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

const HELP = `
Settings come from the environment or a file named .env; .env.example explains each.
Exit codes: 0 all done, 1 something was not done (and what), 2 bad usage or configuration.

First steps:
  scrubjay demo                 everything on a local TalkJS with synthetic people
  scrubjay doctor               is everything there?
  scrubjay plan                 what would happen; changes nothing
  scrubjay apply <run>          do it`;
