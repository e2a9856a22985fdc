/** `now`: before anything else; `soon`: in the next days. */
export const NEED_LEVELS = ["now", "soon"] as const;
export type NeedLevel = (typeof NEED_LEVELS)[number];

interface NeedRow {
  /** `rising`: `soon` until it gets worse. */
  level: NeedLevel | "rising";
  /** What has happened, with how many for `#`: of one, and of more. */
  text: readonly [one: string, many: string];
  /** Who has to do what. */
  task: string;
}

/**
 * What needs a person, in the order in which it does. What ends by itself is left out: a failure that is tried again, a
 * run that a person has paused, a legal hold whose request has time.
 */
export const NEEDS = {
  log_refused: {
    level: "now",
    text: [
      "# row in the audit log is not ours: somebody else writes to the database",
      "# rows in the audit log are not ours: somebody else writes to the database",
    ],
    task: "somebody else writes to the database: find out who",
  },
  request_overdue: {
    level: "now",
    text: ["# request is past the legal deadline", "# requests are past the legal deadline"],
    task: "the law's deadline has passed: finish it, and tell the person why it took longer",
  },
  request_due_soon: {
    level: "rising",
    text: ["# request is due within three days", "# requests are due within three days"],
    task: "three days or less: see what it waits for, a lifted hold or an extension",
  },
  run_stopped: {
    level: "now",
    text: ["# run stopped before the end", "# runs stopped before the end"],
    task: "too many failed, or TalkJS refuses us: see why, resume it or give it up",
  },
  plan_failed: {
    level: "now",
    text: ["# plan couldn’t be made", "# plans couldn’t be made"],
    task: "the users couldn't be read: see why, resume it or give it up",
  },
  log_late: {
    level: "now",
    text: ["The audit log isn’t being sealed", "The audit log isn’t being sealed"],
    task: "nothing is sealed: no service or worker runs, or it can't",
  },
  hold_unknown: {
    level: "now",
    text: [
      "# legal hold is on a user ID that TalkJS doesn’t know",
      "# legal holds are on user IDs that TalkJS doesn’t know",
    ],
    task: "it may be mistyped and protect nobody: place the right one and lift it, or confirm it",
  },
  request_failed: {
    level: "soon",
    text: ["# request failed", "# requests failed"],
    task: "something of it can't be done: retry it, or answer the person another way",
  },
  comebacks: {
    level: "now",
    text: [
      "Data of # erased person came back and is still there",
      "Data of # erased people came back and is still there",
    ],
    task: "personal data of erased people is there again, and nothing is about to blank it",
  },
  watch_unjudged: {
    level: "now",
    text: [
      "# erased person isn’t watched: the policy that erased them can’t be read",
      "# erased people aren’t watched: the policy that erased them can’t be read",
    ],
    task: "somebody changed a run in the database: restore its row from a backup, or erase its people again",
  },
  schedule_braked: {
    level: "soon",
    text: ["# schedule was stopped by a limit", "# schedules were stopped by a limit"],
    task: "a limit refused what a schedule began: change the policy, or find out what is wrong",
  },
  schedule_failed: {
    level: "soon",
    text: ["# schedule didn’t come to the end", "# schedules didn’t come to the end"],
    task: "what a schedule began didn't come to its end",
  },
  watch_failed: {
    level: "soon",
    text: ["The last watch failed", "The last watch failed"],
    task: "nobody looked whether erased people came back",
  },
  fields_kept: {
    level: "soon",
    text: [
      "TalkJS kept # field that your policy wants blank",
      "TalkJS kept # fields that your policy wants blank",
    ],
    task: "what it holds of erased people is still there: ask TalkJS, or have the policy keep it and say why",
  },
  plan_waits: {
    level: "soon",
    text: ["# plan waits for approval", "# plans wait for approval"],
    task: "approve it, or give it up; a plan grows too old",
  },
  users_parked: {
    level: "soon",
    text: [
      "# user couldn’t be erased and has been parked",
      "# users couldn’t be erased and have been parked",
    ],
    task: "it failed for them for good: retry or dismiss them",
  },
  deliveries_parked: {
    level: "soon",
    text: [
      "# message to other systems couldn’t be delivered",
      "# messages to other systems couldn’t be delivered",
    ],
    task: "another system wasn't told: have it tried again",
  },
  publication_failed: {
    level: "rising",
    text: [
      "The log’s last checkpoint couldn’t be handed out",
      "The log’s last checkpoint couldn’t be handed out",
    ],
    task: "a checkpoint wasn't taken: nobody else keeps it",
  },
} as const satisfies Record<string, NeedRow>;
export type NeedKind = keyof typeof NEEDS;
export const NEED_KINDS = Object.keys(NEEDS) as NeedKind[];

/** @param isWorse of a need whose level rises. */
export function levelOf(kind: NeedKind, isWorse = false): NeedLevel {
  const { level } = NEEDS[kind];
  return level === "rising" ? (isWorse ? "now" : "soon") : level;
}

/** What has happened, as a sentence. */
export const needText = (kind: NeedKind, count: number): string =>
  NEEDS[kind].text[count === 1 ? 0 : 1].replace("#", count.toLocaleString("en-US"));
