/** Opens once; whoever waits, before or after, goes through. */
export interface Latch<T = void> {
  open: (value: T) => void;
  readonly isOpen: boolean;
  /** Rejects when the latch isn't opened within `ms` (default 5 min). */
  opened: (ms?: number) => Promise<T>;
}

/** A latch that tests wait on instead of sleeping. `name` is what the failure says was missing. */
export function latch<T = void>(name: string): Latch<T> {
  let isOpen = false;
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return {
    open(value) {
      isOpen = true;
      resolve(value);
    },
    get isOpen() {
      return isOpen;
    },
    async opened(ms = 300_000) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${name}`)), ms);
      });
      try {
        return await Promise.race([promise, late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
