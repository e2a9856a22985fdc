/** What must be closed at the end, in reverse order of opening. One failure doesn't keep the rest open. */
export class Cleanup {
  readonly #stack: (() => Promise<void>)[] = [];

  add(release: () => Promise<void>): void {
    this.#stack.push(release);
  }

  /** Idempotent. @throws the first failure, after everything was tried. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let release = this.#stack.pop(); release; release = this.#stack.pop()) {
      await release().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
