/** One sleep at a time that can be cut short. */
export class WakeableTimer {
  #end: (() => void) | undefined;

  /** Resolves after `ms` milliseconds or at `wake()`. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.#end?.();
    this.#end = undefined;
  }
}
