import { CONFLICT, MISSING, UNUSABLE, type ErrorRows } from "./row.js";

interface Run {
  run: number;
}
interface State {
  state: string;
}
interface Stopped extends Run {
  code: string | null;
}

const NOT_PERMITTED = { status: 403, exitCode: 2 } as const;
const PLAN_AGAIN = "Plan again: scrubjay plan";
const LET_APPROVE = "Plan it, and let somebody else approve the plan: scrubjay apply <run>";
const GO_ON = ({ run }: Run) => `Go on with it: scrubjay resume ${run}`;

/** Runs, and who may begin them. */
export const RUN_ERRORS = {
  RUN_NOT_FOUND: {
    ...MISSING,
    message: ({ run }: Run) => `There is no run ${run} of this app in this ledger.`,
    remedy: "See the runs with: scrubjay runs",
  },
  SWEEP_ACTIVE: {
    ...CONFLICT,
    message: ({ run }: { run: number | "N" }) =>
      `Run ${run} of this app isn't finished, and two at once would edit the same people.`,
    remedy: ({ run }: { run: number | "N" }) =>
      `Go on with it: scrubjay resume ${run}. Or give it up: scrubjay cancel ${run}.`,
  },
  "RUN_STATE.cancel": {
    ...CONFLICT,
    message: ({ run, state }: Run & State) => `Run ${run} can't be cancelled: it is ${state}.`,
    remedy: null,
  },
  "RUN_STATE.pause": {
    ...CONFLICT,
    message: ({ run, state }: Run & State) => `Run ${run} can't be paused: it is ${state}.`,
    remedy: null,
  },
  "RUN_STATE.retry": {
    ...CONFLICT,
    message: ({ run, state }: Run & State) => `Nothing of run ${run} can be retried: it is ${state}.`,
    remedy: null,
  },
  "RUN_STATE.dismiss": {
    ...CONFLICT,
    message: ({ run, state }: Run & State) => `Nothing of run ${run} can be dismissed: it is ${state}.`,
    remedy: ({ run }: Run) => `Give it up as a whole: scrubjay cancel ${run}`,
  },
  "RUN_STATE.atWork": { ...CONFLICT, message: ({ run }: Run) => `Run ${run} is at work.`, remedy: null },
  "RUN_STATE.givenUp": {
    ...CONFLICT,
    message: ({ run }: Run) => `Run ${run} was given up.`,
    remedy: PLAN_AGAIN,
  },
  "RUN_STATE.planned": {
    ...CONFLICT,
    message: ({ run }: Run) => `Run ${run} is planned and waits for approval.`,
    remedy: ({ run }: Run) => `Apply it: scrubjay apply ${run}`,
  },
  "RUN_STATE.tooOld": {
    ...CONFLICT,
    message: ({ run }: Run) =>
      `The plan of run ${run} is older than its policy allows (limits.maxPlanAge): people may have changed since.`,
    remedy: PLAN_AGAIN,
  },
  "RUN_STATE.unbound": {
    ...CONFLICT,
    message: ({ run }: Run) =>
      `The plan of run ${run} was made by a version that didn't authenticate plans, so it isn't applied any more.`,
    remedy: PLAN_AGAIN,
  },
  RUN_CHANGED: {
    ...CONFLICT,
    message: ({ run }: Run) =>
      `What the ledger keeps of run ${run} was changed by somebody else than Scrubjay, so nothing of it is carried out.`,
    remedy: ({ run }: Run) =>
      `Find out who can write to the database. Then give the run up with scrubjay cancel ${run}, and plan again.`,
  },
  "RUN_STATE.planning": {
    ...CONFLICT,
    message: ({ run }: Run) => `Run ${run} isn't planned completely yet.`,
    remedy: GO_ON,
  },
  "RUN_STATE.refused": {
    ...CONFLICT,
    message: ({ run, code }: Stopped) =>
      `Run ${run} was refused, because it breaks a limit of its policy (${code}).`,
    remedy: "Raise the limit in the policy if that many are meant, and plan again.",
  },
  "RUN_STATE.planFailed": {
    ...CONFLICT,
    message: ({ run, code }: Stopped) => `Run ${run} could not be planned (${code}).`,
    remedy: ({ run }: Run) => `Try again: scrubjay resume ${run}`,
  },
  "RUN_STATE.applying": {
    ...CONFLICT,
    message: ({ run }: Run) => `Run ${run} is being applied already.`,
    remedy: ({ run }: Run) => `Follow it: scrubjay resume ${run}`,
  },
  "RUN_STATE.stopped": {
    ...CONFLICT,
    message: ({ run, code }: Stopped) => `Run ${run} was applied and stopped (${code}).`,
    remedy: GO_ON,
  },
  "RUN_STATE.done": {
    ...CONFLICT,
    message: ({ run }: Run) => `Run ${run} was applied already.`,
    remedy: ({ run }: Run) =>
      `See it: scrubjay status ${run}. What was parked is tried again with: scrubjay retry ${run}`,
  },
  "RUN_STATE.other": {
    ...CONFLICT,
    message: ({ run, state }: Run & State) => `Run ${run} is ${state}.`,
    remedy: PLAN_AGAIN,
  },
  // One person would both ask for something and allow it, and the settings want two (SCRUBJAY_FOUR_EYES).
  "FOUR_EYES.run": {
    ...NOT_PERMITTED,
    message: ({ run, planner }: Run & { planner: string }) =>
      `Run ${run} was planned by ${planner}, who can't approve it too.`,
    remedy: LET_APPROVE,
  },
  "FOUR_EYES.sweep": {
    ...NOT_PERMITTED,
    message: "A sweep can't approve itself here: who plans a run isn't who approves it.",
    remedy: LET_APPROVE,
  },
  "FOUR_EYES.watch": {
    ...NOT_PERMITTED,
    message: "A watch can't approve its runs itself here: who plans a run isn't who approves it.",
    remedy: LET_APPROVE,
  },
  "FOUR_EYES.schedule": {
    ...NOT_PERMITTED,
    message: "A schedule can't approve itself here: who plans a run isn't who approves it.",
    remedy: "Write it into a policy file of the service, or let its plans wait for approval.",
  },
} as const satisfies ErrorRows;

/** What begins runs: policies, schedules, watches. */
export const RULE_ERRORS = {
  POLICY_INVALID: {
    ...UNUSABLE,
    message: ({ source, count, problems }: { source: string; count: string; problems: string }) =>
      `The policy ${source} has ${count}:\n${problems}`,
    remedy: "Correct the policy, then run `scrubjay config check`.",
  },
  POLICY_UNGROUNDED: {
    ...UNUSABLE,
    message: ({ fields }: { fields: string }) =>
      `The policy keeps ${fields} without saying why, so it can't answer who asks under the GDPR (Art. 17(3), Art. 12(4)).`,
    remedy:
      "Blank them, or give each a ground in the policy, such as `grounds: { custom: needed for open invoices }`.",
  },
  "POLICY_INVALID.sent": {
    ...UNUSABLE,
    message: "The policy can't be used.",
    remedy: "Check it as a file: scrubjay config check",
  },
  "POLICY_INVALID.listed": {
    ...UNUSABLE,
    message: "A policy over a list of users can't be scheduled: only a command reads the list.",
    remedy: "Select by conditions.",
  },
  POLICIES_INVALID: {
    ...CONFLICT,
    message: ({ faults }: { faults: string }) => `The policy files can't be used:\n${faults}`,
    remedy: "Correct them; scrubjay config check looks at one.",
  },
  UNKNOWN_POLICY: {
    ...UNUSABLE,
    message: "The service has no policy of that name.",
    remedy: ({ known }: { known: string }) => `It has: ${known}`,
  },
  "UNKNOWN_POLICY.none": {
    ...UNUSABLE,
    message: "The service has no policy of that name.",
    remedy: "It was started without a folder of policies.",
  },
  SCHEDULE_NOT_FOUND: {
    ...MISSING,
    message: "There is no such schedule on this app.",
    remedy: "See the schedules with: scrubjay schedule list",
  },
  SCHEDULE_NAME_TAKEN: {
    ...CONFLICT,
    message: "Another schedule of this app has this name.",
    remedy: "Choose another name, or remove that one first.",
  },
  SCHEDULE_FROM_FILE: {
    ...CONFLICT,
    message: "This schedule stands in a policy file of the service, which would bring it back.",
    remedy: "Remove it from that file; the service takes it over within seconds.",
  },
  WATCH_NOT_FOUND: {
    ...MISSING,
    message: "There is no such watch of this app.",
    remedy: "See the watches with GET /v1/watches.",
  },
  WATCH_ACTIVE: {
    ...CONFLICT,
    message:
      "Another watch or replay of this app pages through its users, and two at once would count people twice.",
    remedy:
      "Wait until it has ended, or cancel it: POST /v1/watches/{id}/cancel. Where no service runs, scrubjay worker works on it.",
  },
  "WATCH_STATE.cancel": {
    ...CONFLICT,
    message: ({ watch, state }: State & { watch: number }) =>
      `Watch ${watch} can't be cancelled: it is ${state}.`,
    remedy: null,
  },
  "WATCH_STATE.ended": { ...CONFLICT, message: "This watch has ended.", remedy: null },
  "WATCH_STATE.taken": { ...CONFLICT, message: "Somebody else makes this watch's runs.", remedy: null },
  NOTHING_TO_REPLAY: {
    ...CONFLICT,
    message: "This ledger knows of nobody who was erased on that app, so there is nothing to apply again.",
    remedy: "Check the app ID; and the ledger must be the one that recorded the erasures.",
  },
} as const satisfies ErrorRows;
