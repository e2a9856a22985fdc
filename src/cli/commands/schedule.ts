import { InvalidArgumentError, Option, type Command } from "commander";
import { APPROVALS, SCHEDULE_KINDS } from "../../model/kinds.js";
import * as Schedules from "../../contracts/schedules.js";
import { scheduleShape } from "../../policy/schedule-schema.js";
import { NewScheduleSchema } from "../../contracts/schedules.js";
import { withApi } from "../api/with-api.js";
import { checkBody } from "../input/check-body.js";
import type { CommonOptions } from "../io/output.js";
import { confirm } from "../io/confirm.js";
import type { Invocation } from "../invocation.js";
import { loadPolicy, warningLines } from "../input/policy-file.js";
import { scheduleLines, scheduleTable, slotLine } from "../lines/schedule-lines.js";

interface AddOptions extends CommonOptions {
  cron: string;
  timeZone: string;
  policy: string;
  approval: string;
  kind: string;
}

export function registerSchedule(program: Command, invocation: Invocation): void {
  const schedule = program
    .command("schedule")
    .summary("sweeps and watches that begin by themselves")
    .description(
      "Schedules: when a policy runs by itself. They begin while a service (scrubjay serve) runs; a time that was " +
        "missed is made up for once. Those of the service's policy files are listed here and changed there.",
    );
  registerAdd(schedule, invocation);
  registerList(schedule, invocation);
  registerShow(schedule, invocation);
  registerRemove(schedule, invocation);
  registerRunNow(schedule, invocation);
}

/** It stands in the address of a call. */
function scheduleName(value: string): string {
  if (scheduleShape.name.safeParse(value).success) return value;
  throw new InvalidArgumentError("Write lower-case letters, digits and hyphens, such as nightly-guests.");
}

function registerAdd(schedule: Command, invocation: Invocation): void {
  schedule
    .command("add")
    .argument("<name>", "lower-case letters, digits and hyphens", scheduleName)
    .requiredOption(
      "--cron <fields>",
      'minute, hour, day of month, month, day of week, in quotes: "30 2 * * *"; five minutes apart at least',
    )
    .requiredOption("--time-zone <zone>", "a name of the IANA database, such as Europe/Berlin or UTC")
    .requiredOption("-p, --policy <file>", "policy file (YAML); the schedule keeps a copy")
    .addOption(
      new Option("--approval <mode>", "wait for a person to approve each plan, or apply it within the limits")
        .choices(APPROVALS)
        .default("wait"),
    )
    .addOption(
      new Option("--kind <kind>", "sweep, or watch for erased people whose data came back")
        .choices(SCHEDULE_KINDS)
        .default("sweep"),
    )
    .summary("let a policy run by itself")
    .description("Lets a policy run by itself, from the next time on that the cron expression names.")
    .action(async (name: string, options: AddOptions) => {
      const { policy, warnings } = await loadPolicy(options.policy, invocation);
      const { cron, timeZone, approval, kind } = options;
      const body = checkBody(NewScheduleSchema, { name, cron, timeZone, approval, kind, policy });
      await withApi({ invocation, name: "schedule add", options }, "ledger", async (api, out) => {
        for (const line of warningLines(warnings)) out.say(line);
        const added = await api.call(Schedules.add, { body });
        out.result(added, scheduleLines(added));
      });
    });
}

function registerList(schedule: Command, invocation: Invocation): void {
  schedule
    .command("list")
    .summary("list them, with their last and next times")
    .description(
      "Lists the schedules, those of policy files too, with how the last time ended and the next one.",
    )
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "schedule list", options }, "ledger", async (api, out) => {
        const { schedules } = await api.call(Schedules.list);
        out.result(schedules, schedules.length > 0 ? scheduleTable(schedules) : ["There is no schedule."]);
      });
    });
}

function registerShow(schedule: Command, invocation: Invocation): void {
  schedule
    .command("show")
    .argument("<name>", "name of the schedule", scheduleName)
    .summary("show one, with its history")
    .description("Shows a schedule: its next times, and its history.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "schedule show", options }, "ledger", async (api, out) => {
        const found = await api.call(Schedules.get, { params: { name } });
        out.result(found, scheduleLines(found));
      });
    });
}

function registerRemove(schedule: Command, invocation: Invocation): void {
  schedule
    .command("remove")
    .argument("<name>", "name of the schedule", scheduleName)
    .summary("remove one; what it began goes on")
    .description("Removes a schedule that a person made. What it began goes on; what was due does not begin.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "schedule remove", options }, "ledger", async (api, out) => {
        await api.call(Schedules.remove, { params: { name } });
        out.result({ removed: name }, [`Schedule ${name} is gone.`]);
      });
    });
}

function registerRunNow(schedule: Command, invocation: Invocation): void {
  schedule
    .command("run-now")
    .argument("<name>", "name of the schedule", scheduleName)
    .option("-y, --yes", "don't ask, where it applies its plan by itself")
    .summary("begin one now, beside its own times")
    .description(
      "Begins a schedule now, beside its own times. While another sweep (or watch) is active it waits for that.",
    )
    .action(async (name: string, options: CommonOptions & { yes?: boolean }) => {
      await withApi({ invocation, name: "schedule run-now", options }, "work", async (api, out) => {
        const { approval } = await api.call(Schedules.get, { params: { name } });
        if (approval === "automatic")
          await confirm(
            out,
            `Schedule ${name} blanks data of app ${api.app} for good, within its limits.`,
            options.yes ?? false,
          );
        const slot = await api.call(Schedules.run, { params: { name } });
        if (!api.isRemote)
          out.say("It is worked on as soon as a service or a worker runs: scrubjay serve, scrubjay worker.");
        out.result(slot, [slotLine(name, slot)]);
      });
    });
}
