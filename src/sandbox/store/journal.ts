/** What was changed: a user, a conversation, or a message in one. */
export type Subject = { user: string } | { conversation: string; message?: string };

/** Every change that was applied, in order, kept as columns with shared texts: about 100 bytes a change. */
export class Journal {
  readonly #times: number[] = [];
  readonly #subjects: string[] = [];
  readonly #changes: string[] = [];
  readonly #shared = new Map<string, string>();

  get length(): number {
    return this.#times.length;
  }

  /** `time` in Unix ms. A change of no field is no change and leaves no line. */
  append(
    time: number,
    subject: Subject,
    fields: readonly string[],
    customKeys: readonly string[] = [],
  ): void {
    if (fields.length === 0) return;
    const change = JSON.stringify(customKeys.length > 0 ? { fields, customKeys } : { fields }).slice(1);
    const shared = this.#shared.get(change) ?? change;
    if (shared === change) this.#shared.set(change, change);
    this.#times.push(time);
    this.#subjects.push(JSON.stringify(subject).slice(1, -1));
    this.#changes.push(shared);
  }

  /** `{"time","user","fields","customKeys"?}` one a line, from the change with that number to the one that is the last now. */
  *lines(from = 0): Generator<string> {
    const length = this.length;
    for (let i = from; i < length; i++) {
      yield `{"time":${this.#times[i]},${this.#subjects[i]},${this.#changes[i]}\n`;
    }
  }
}
