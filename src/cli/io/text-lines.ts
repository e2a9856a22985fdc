import { LEVELS, isAtLeast, type Level } from "../../telemetry/levels.js";
import type { Events } from "../../telemetry/events.js";
import type { Listener } from "../../telemetry/telemetry.js";
import { capitalised } from "../../model/words.js";
import type { Io } from "./io.js";
import type { Failure, StandardError, Warning } from "./standard-error.js";

/** Wipes the terminal's current line, where a progress bar may stand; the bar goes on in the next one. */
const WIPE_LINE = "\r\u001b[K";

const PREFIXES: Record<Level, string> = {
  trace: "",
  debug: "",
  info: "",
  warn: "warning: ",
  error: "error: ",
};

/** Events that are told in words. */
const SENTENCES: { readonly [K in keyof Events]?: (event: Events[K]) => string } = {
  "service.started": () => "Stop it with SIGTERM or Ctrl-C.",
  "service.stopping": () => "Stopping: what runs finishes, or goes back to its queue.",
};

/** Standard error for a person. */
export class TextLines implements StandardError {
  readonly isForPeople = true;

  constructor(
    private readonly stderr: Io["stderr"],
    readonly defaultLevel: Level,
  ) {}

  say(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  warn({ message }: Warning): void {
    this.say(`${PREFIXES.warn}${message}`);
  }

  fail({ code, message, remedy, frames }: Failure): void {
    const told = [message, remedy].filter((text) => text !== undefined).map(sentence);
    // What a person has ended on purpose takes one line.
    this.say([told.join(code === "INTERRUPTED" ? " " : "\n"), ...frames].join("\n"));
  }

  listener(level: Level | "silent"): Listener {
    return (name, event) => {
      if (!isAtLeast(level, LEVELS[name])) return;
      const wipe = this.stderr.isTTY ? WIPE_LINE : "";
      const words = SENTENCES[name]?.(event) ?? [name, ...fieldsOf(event)].join(" ");
      this.say(`${wipe}${PREFIXES[LEVELS[name]]}${words}`);
    };
  }
}

const fieldsOf = (event: object): string[] =>
  Object.entries(event).map(([field, value]) => `${field}=${String(value)}`);

/** However the error words it. A command keeps its case, and at the end gets no full stop: it is there to be copied. */
function sentence(text: string): string {
  const begun = text.startsWith("scrubjay ") ? text : capitalised(text);
  return /[.!?:)]$|\n\s[^\n]*$|: scrubjay [^.]*$/.test(begun) ? begun : `${begun}.`;
}
