import type { Telemetry } from "../telemetry/telemetry.js";

/** Tells once that Redis is away, and once that it is back, however many meters and attempts notice it. */
export class Outage {
  #since: number | undefined;

  constructor(private readonly telemetry: Telemetry) {}

  began(code: string): void {
    if (this.#since !== undefined) return;
    this.#since = performance.now();
    this.telemetry.emit("quota.unavailable", { code });
  }

  ended(): void {
    if (this.#since === undefined) return;
    const waitedMs = Math.round(performance.now() - this.#since);
    this.#since = undefined;
    this.telemetry.emit("quota.available", { waitedMs });
  }
}

/** What a failure of Redis is called: the first word of its reply (`OOM`, `READONLY`), or the error's code or name. */
export function outageCode(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  const reply = /^([A-Z]+) /.exec(error.message)?.[1];
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return reply ?? (/^\w+$/.test(code) ? code : "UNKNOWN");
}
