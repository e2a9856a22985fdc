import type { TrialResult } from "../model/field-trial.js";

/**
 * Whether a field that isn't known can be cleared: what came of trying, or that nobody has. `uncounted`: the app has more
 * names than are kept, and this is none of those.
 */
export type Clearable = TrialResult | "untried" | "uncounted";

/** What an app's ledger has of fields that aren't known, under the names by which it knows them. */
export interface KnownTrials {
  results: ReadonlyMap<string, TrialResult>;
  /** Names that it keeps, tried or not. */
  names: ReadonlySet<string>;
  /** For how many more there is room. */
  room: number;
}

/** What was found out about clearing fields that aren't known, in the ledger and since it was read. */
export class FieldTrials {
  readonly #since = new Map<string, TrialResult | "untried">();

  /**
   * @param keyOf the name by which the ledger knows a field.
   * @param save makes a result durable, so that it isn't tried again.
   */
  constructor(
    private readonly known: KnownTrials,
    private readonly keyOf: (name: string) => string,
    private readonly save: (key: string, result: TrialResult) => Promise<void>,
  ) {}

  /** @param name as TalkJS has it. */
  of(name: string): Clearable {
    const key = this.keyOf(name);
    const found = this.#since.get(key) ?? this.known.results.get(key);
    return found ?? (this.#hasPlace(key) ? "untried" : "uncounted");
  }

  /** What came of the attempt to clear it. */
  async note(name: string, result: TrialResult): Promise<void> {
    const key = this.keyOf(name);
    await this.save(key, result);
    this.#since.set(key, result);
  }

  #hasPlace(key: string): boolean {
    const { names, room } = this.known;
    const taken = [...this.#since.keys()].filter((name) => !names.has(name)).length;
    return names.has(key) || taken < room;
  }

  /** An edit that cleared it was refused: what was found before may be so no more. */
  doubt(name: string): void {
    this.#since.set(this.keyOf(name), "untried");
  }
}
