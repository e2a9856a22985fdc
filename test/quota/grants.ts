import type { Redis } from "ioredis";

/** Collects, by Redis's own clock (seconds), when slots of `key` were granted: a grant is the script's HSET of `tat`. */
export async function watchGrants(redis: Redis, key: string): Promise<{ times: number[]; stop: () => void }> {
  const times: number[] = [];
  const monitor = await redis.monitor();
  monitor.on("error", () => undefined);
  monitor.on("monitor", (time: string, [command, at, field]: string[]) => {
    if (command?.toUpperCase() === "HSET" && at === key && field === "tat") times.push(Number(time));
  });
  return { times, stop: () => monitor.disconnect() };
}

/** The most requests by which any window exceeds rate × window; the quota allows `burst` of them. */
export function largestExcess(times: number[], rate: number): number {
  let largest = 0;
  let best = -Infinity;
  times.forEach((time, index) => {
    best = Math.max(best, rate * time - index);
    largest = Math.max(largest, index + 1 - rate * time + best);
  });
  return largest;
}
