/** Work that is done again and again, never twice at a time. */
export interface Repetition {
  /** Does it now; the same as what is going on, if it is. Never rejects. */
  now: () => Promise<void>;
  /** Ends it, after what is going on. Idempotent. */
  end: () => Promise<void>;
}

/**
 * Does some work now and then every `everyMs` milliseconds.
 * @param onFailure is told a failure, which the next time makes up for.
 */
export function repeat(
  work: () => Promise<unknown>,
  everyMs: number,
  onFailure: (error: unknown) => void,
): Repetition {
  let running: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onFailure(error);
    }
  };
  const now = () => (running ??= once().finally(() => (running = undefined)));
  void now();
  const timer = setInterval(() => void now(), everyMs);
  return {
    now,
    async end() {
      clearInterval(timer);
      await running;
    },
  };
}
