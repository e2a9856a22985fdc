import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure } from "./figure.js";
import { applySeconds, LEDGER_NAMES, planSeconds, Rehearsal, type LedgerKind } from "./rehearsal.js";

/** Users a second, and the processor time of the process that planned and applied. */
interface Pace {
  plan: number;
  apply: number;
  planCpu: number;
  applyCpu: number;
  sandboxCpu: number;
}

/**
 * How fast the work itself is when nobody limits it: a local TalkJS without limits, in a process of its own.
 *
 * - `plan` and `apply` are users a second between the instants that the ledger has written down (created to planned,
 *   approved to finished), without the start of the process.
 * - The processor time is that of the measured process over its whole life, start included. It hardly depends on what
 *   else the machine is doing, so it is the figure to compare between two versions.
 * - On a machine with two cores the local TalkJS, Redis and PostgreSQL share them with the worker: a second process
 *   can only use what they leave, so the ratio of two processes to one says little below four cores.
 * - PostgreSQL runs on this machine without fsync, as the embedded ledger does.
 */
export const throughput: Benchmark = {
  name: "throughput",
  about: "users a second against an unlimited sandbox, by ledger and number of processes",
  minutes: 10,
  run: measure,
};

async function measure(options: BenchmarkOptions): Promise<Findings> {
  const users = options.quick ? 5_000 : 50_000;
  const embedded = await pace(options, users, "embedded", 1);
  const postgres = await pace(options, users, "postgres", 1);
  const two = await pace(options, users, "postgres", 2);
  return {
    figures: [
      ...figuresOf(LEDGER_NAMES.embedded, embedded, users),
      ...figuresOf(LEDGER_NAMES.postgres, postgres, users),
      { name: "PostgreSQL, 2 processes: apply", value: two.apply, unit: "users/s" },
      { name: "embedded to PostgreSQL: plan", value: embedded.plan / postgres.plan, unit: "ratio" },
      { name: "embedded to PostgreSQL: apply", value: embedded.apply / postgres.apply, unit: "ratio" },
      { name: "2 processes to 1: apply", value: two.apply / postgres.apply, unit: "ratio" },
    ],
    notes: [`${users.toLocaleString("en")} users each time, on fresh ledgers and a fresh Redis.`],
  };
}

async function pace(
  { environment, say }: BenchmarkOptions,
  users: number,
  ledger: LedgerKind,
  processes: 1 | 2,
): Promise<Pace> {
  say(
    `throughput: ${users} users, ${LEDGER_NAMES[ledger]}, ${processes} process${processes === 1 ? "" : "es"}`,
  );
  const rehearsal = await Rehearsal.open(environment, { users, ledger, limits: "unlimited" });
  const plan = await rehearsal.plan();
  for (let extra = 1; extra < processes; extra++) await rehearsal.addWorker();
  const apply = await rehearsal.apply(plan);
  const sandbox = await rehearsal.close();
  return {
    plan: users / planSeconds(plan),
    apply: users / applySeconds(apply),
    planCpu: plan.usage.cpuSeconds,
    applyCpu: apply.usage.cpuSeconds,
    sandboxCpu: sandbox.cpuSeconds,
  };
}

function figuresOf(
  name: string,
  { plan, apply, planCpu, applyCpu, sandboxCpu }: Pace,
  users: number,
): Figure[] {
  const cpu = (label: string, seconds: number): Figure => ({
    name: `${name}: processor time ${label}`,
    value: (seconds * 1_000) / (users / 1_000),
    unit: "ms per 1,000 users",
  });
  return [
    { name: `${name}: plan`, value: plan, unit: "users/s" },
    { name: `${name}: apply`, value: apply, unit: "users/s" },
    cpu("of plan", planCpu),
    cpu("of apply", applyCpu),
    cpu("of the sandbox", sandboxCpu),
  ];
}
