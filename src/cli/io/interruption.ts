const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Why the signal of an invocation aborts. Its name is that of what `fetch` and timers throw when they are aborted. */
export class Interruption extends Error {
  override readonly name = "AbortError";
  /** 128 and the signal's number, as a shell tells it. */
  readonly exitCode: number;

  constructor(by: keyof typeof EXIT_CODES) {
    super("ended by a signal");
    this.exitCode = EXIT_CODES[by];
  }
}

/** What a command ends with that `signal` or a Ctrl-C at its question has ended. */
export function interruptedExitCode({ reason }: AbortSignal): number {
  return reason instanceof Interruption ? reason.exitCode : EXIT_CODES.SIGINT;
}
