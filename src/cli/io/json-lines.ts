import { createLogger, logTo } from "../../telemetry/log.js";
import type { Level } from "../../telemetry/levels.js";
import type { Listener } from "../../telemetry/telemetry.js";
import type { Io } from "./io.js";
import type { Failure, StandardError, Warning } from "./standard-error.js";

/** Standard error for whoever collects logs. */
export class JsonLines implements StandardError {
  readonly isForPeople = false;

  constructor(
    private readonly stderr: Io["stderr"],
    readonly defaultLevel: Level,
  ) {}

  say(line: string): void {
    this.#own.info(line);
  }

  warn({ code, message }: Warning): void {
    this.#own.warn({ code, warning: message }, "service.warned");
  }

  fail({ code, message, remedy, frames }: Failure): void {
    const at = frames.length > 0 ? { at: frames } : {};
    this.#own.fatal({ code, problem: message, remedy, ...at }, "service.failed");
  }

  listener(level: Level | "silent"): Listener {
    return logTo(createLogger(level, this.stderr));
  }

  /** However quiet events are, a person is told what went wrong. */
  get #own() {
    return createLogger("info", this.stderr);
  }
}
