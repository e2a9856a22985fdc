/**
 * `control`: scanning and feeding of sweeps, schedules, lookups, watches. `erasure`: everything that requests wait for,
 * so that nothing else stands before it. `sweep`: scrub jobs of sweeps. `delivery`: messages to other systems.
 */
export const QUEUE_NAMES = ["control", "erasure", "sweep", "delivery"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
