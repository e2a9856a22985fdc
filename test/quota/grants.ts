import { connect } from "node:net";
import type { Redis } from "ioredis";

const LINE = /^\+(\d+\.\d+) \[[^\]]*\] "hset" "([^"]*)" "tat"/i;

/** Collects, by Redis's own clock (seconds), when slots of `key` were granted: a grant is the script's HSET of `tat`. */
export async function watchGrants(redis: Redis, key: string): Promise<{ times: number[]; stop: () => void }> {
  const times: number[] = [];
  const { host, port } = redis.options;
  // A socket of its own: what the others do arrives from the first moment on, which the client isn't ready for.
  const monitor = connect(port ?? 0, host).setEncoding("latin1");
  monitor.on("error", () => undefined);
  let rest = "";
  const begun = new Promise<void>((resolve) => {
    monitor.on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "+OK") resolve();
        const [, time, at] = LINE.exec(line) ?? [];
        if (at === key) times.push(Number(time));
      }
    });
  });
  monitor.write("MONITOR\r\n");
  await begun;
  return { times, stop: () => void monitor.destroy() };
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
