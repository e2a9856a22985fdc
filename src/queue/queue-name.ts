/** `control`: scanning and feeding. `erasure`: on-demand scrub jobs. `sweep`: scrub jobs of sweeps. */
export const QUEUE_NAMES = ["control", "erasure", "sweep"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
