import { pino, type DestinationStream, type Logger } from "pino";
import { LEVELS } from "./levels.js";
import type { Listener } from "./telemetry.js";

/** JSON lines. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino({ level, base: { pid: process.pid } }, destination);
}

/** Where events become lines of a log. */
export function logTo(logger: Logger): Listener {
  return (name, event) => logger[LEVELS[name]](event as object, name);
}
