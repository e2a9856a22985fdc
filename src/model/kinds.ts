/**
 * `sweep` pages through users by a policy; `erasure` is on demand, for named users, in the urgent lane; `watch` scrubs
 * again whoever came back.
 */
export const RUN_KIND = { sweep: "Sweep", erasure: "On demand", watch: "Comebacks" } as const;
export type RunKind = keyof typeof RUN_KIND;
export const RUN_KINDS = Object.keys(RUN_KIND) as RunKind[];

/** Kinds that somebody can ask for; a watch makes the others. */
export const ASKED_RUN_KINDS = ["sweep", "erasure"] as const satisfies RunKind[];

/** What a schedule begins. */
export const SCHEDULE_KIND = { sweep: "Sweep", watch: "Watch for comebacks" } as const;
export type ScheduleKind = keyof typeof SCHEDULE_KIND;
export const SCHEDULE_KINDS = Object.keys(SCHEDULE_KIND) as ScheduleKind[];

/** Apply at once within the policy's limits, or wait for a person. */
export const APPROVAL = {
  automatic: "Applied at once, within the limits",
  wait: "A person approves each plan",
} as const;
export type Approval = keyof typeof APPROVAL;
export const APPROVALS = Object.keys(APPROVAL) as Approval[];

export const WATCH_MODE = {
  watch: "Watch for comebacks",
  replay: "Replay of all erasures",
} as const;
export type WatchMode = keyof typeof WATCH_MODE;
export const WATCH_MODES = Object.keys(WATCH_MODE) as WatchMode[];

/** What is done about whoever came back. */
export const ON_COMEBACK = {
  policy: "As the policy of each erasure says",
  scrub: "Erase them again",
  report: "Only report them",
} as const;
export type OnComeback = keyof typeof ON_COMEBACK;
export const ON_COMEBACKS = Object.keys(ON_COMEBACK) as OnComeback[];

/** `user`: the pseudonym of a user ID; `email`: that of an e-mail address nobody had. */
export const SUPPRESSED_KINDS = ["user", "email"] as const;
export type SuppressedKind = (typeof SUPPRESSED_KINDS)[number];

/** What is sent to other systems. */
export const DELIVERY_KIND = { opendsr: "OpenDSR callback", webhook: "Webhook" } as const;
export type DeliveryKind = keyof typeof DELIVERY_KIND;
export const DELIVERY_KINDS = Object.keys(DELIVERY_KIND) as DeliveryKind[];
