import { failure, isFailure } from "../base/errors.js";
import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { SigningKey } from "../audit/signing-key.js";
import type { KeySettings } from "../config/config.js";
import { SERVICE, type Actor } from "../ledger/evidence/actor.js";
import type { Executor } from "../ledger/database.js";
import type { EvidenceKey, EvidenceKeys } from "../ledger/evidence/evidence-keys.js";
import { Epoch, FirstEpoch, type AnyEpoch } from "./epoch.js";
import { evidenceKeyCheck } from "./evidence-key.js";
import { KeyFolder } from "./key-folder.js";
import { SigningSeed } from "./signing-seed.js";

export interface KeyringOptions {
  evidenceKeys: EvidenceKeys;
  config: KeySettings;
  /** Under the ledger's own key. */
  firstEpoch: Pseudonyms;
  appId: string;
  clock: () => Date;
}

export type EpochStanding = "live" | "destroyed" | "missing";

export interface EpochState {
  /** 0: before there were epochs. */
  number: number;
  /** `missing`: the key isn't in this process's settings or folder. */
  state: EpochStanding;
  /** Null for epoch 0. */
  createdAt: Date | null;
  /** When the next one began; null: it is the newest. */
  until: Date | null;
  destroyedAt: Date | null;
  /** Only of a live one. */
  epoch?: AnyEpoch;
}

/** How long a destruction by another process may go unnoticed here. */
const FRESH_MS = 1_000;

/**
 * The keys that this process has, held against what the ledger knows of them. Keys are taken from the settings, else
 * from the folder; an epoch whose key stands nowhere is `missing`.
 */
export class Keyring {
  readonly #folder: KeyFolder | undefined;
  readonly #first: FirstEpoch;
  readonly #epochs = new Map<number, Epoch>();
  readonly #seed: SigningSeed;
  #known: { rows: EvidenceKey[]; at: number } = { rows: [], at: Number.NEGATIVE_INFINITY };

  /** Looks at nothing yet: `check` does. */
  constructor(private readonly options: KeyringOptions) {
    const { dir } = options.config;
    this.#folder = dir === undefined ? undefined : new KeyFolder(dir);
    this.#first = new FirstEpoch(options.firstEpoch);
    this.#seed = new SigningSeed(options.config.signing, this.#folder);
  }

  /** @throws as `check` does. */
  static async open(options: KeyringOptions): Promise<Keyring> {
    const keyring = new Keyring(options);
    await keyring.check();
    return keyring;
  }

  /**
   * Checks every key that is here against the ledger, finishes destructions that a kill interrupted, and takes up the
   * signing key, which a folder gets on first use.
   * @throws {EVIDENCE_KEY_MISMATCH | KEY_FILE}
   */
  async check(): Promise<void> {
    await this.states();
    await this.reload();
  }

  /**
   * The epoch of what begins now: the newest. The first one begins when there is none.
   * @throws {EVIDENCE_KEY_MISSING | EVIDENCE_KEY_MISMATCH | EVIDENCE_KEY_NEEDED | KEY_FILE}
   */
  async current(): Promise<Epoch> {
    const newest = await this.newest();
    return newest ? this.unlock(newest) : this.begin(1, SERVICE);
  }

  /**
   * An epoch by its number. Cheap: keys are kept in memory, and the ledger is asked at most once a second.
   * @throws {EVIDENCE_KEY_MISSING | EVIDENCE_KEY_DESTROYED | EVIDENCE_KEY_MISMATCH | KEY_FILE}
   */
  async of(number: number): Promise<AnyEpoch> {
    if (number === 0) return this.#first;
    const find = (rows: EvidenceKey[]) => rows.find(({ epoch }) => epoch === number);
    const row = find(await this.rows(FRESH_MS)) ?? find(await this.rows(0));
    if (!row) throw failure("EVIDENCE_KEY_MISSING", { epoch: number });
    return this.unlock(row);
  }

  /** All epochs, from 0 on. @throws {EVIDENCE_KEY_MISMATCH | KEY_FILE} */
  async states(): Promise<EpochState[]> {
    const rows = await this.rows(0);
    const later = await Promise.all(rows.map((row, index) => this.stateOf(row, rows[index + 1])));
    const until = rows[0]?.createdAt ?? null;
    const first = { number: 0, state: "live", createdAt: null, until, destroyedAt: null } as const;
    return [{ ...first, epoch: this.#first }, ...later];
  }

  /**
   * Begins an epoch, unless another process has: with the key that stands in the settings for it, or with a new file.
   * @param onBegun in the transaction that begins it.
   * @throws {EVIDENCE_KEY_NEEDED | EVIDENCE_KEY_MISMATCH | KEY_FILE}
   */
  async begin(
    number: number,
    actor: Pick<Actor, "name">,
    onBegun: (tx: Executor) => Promise<void> = async () => undefined,
  ): Promise<Epoch> {
    const { config, evidenceKeys, clock } = this.options;
    const made = this.keepsFiles ? await this.#folder?.makeEvidence(number) : config.evidence.get(number);
    if (!made) throw failure("EVIDENCE_KEY_NEEDED", { epoch: number });
    const row = await evidenceKeys.begin(number, evidenceKeyCheck(made), actor, clock(), onBegun);
    this.#known.at = Number.NEGATIVE_INFINITY;
    return this.unlock(row);
  }

  /** The key that signs, under a log's name. @throws {SIGNING_KEY_MISSING} */
  signing(name: string): SigningKey {
    return this.#seed.key(name);
  }

  /** Reads the signing key anew: another process may have replaced it. @throws {KEY_FILE} */
  async reload(): Promise<void> {
    await this.#seed.load();
  }

  /** Puts another signing key into the folder. @throws {SIGNING_KEY_NEEDED} where it stands in the settings. */
  async replaceSigning(seed: Buffer): Promise<void> {
    await this.#seed.replace(seed);
  }

  /** Removes a key that the ledger calls destroyed. @returns whether there was a file. @throws {KEY_FILE} */
  async shred(number: number): Promise<boolean> {
    this.#epochs.delete(number);
    this.#known.at = Number.NEGATIVE_INFINITY;
    return (await this.#folder?.shredEvidence(number)) ?? false;
  }

  /** Whether the settings have a key for that epoch: destroying it needs a person then. */
  hasSetting(number: number): boolean {
    return this.options.config.evidence.has(number);
  }

  /** Whether epochs that begin get their keys as files. */
  get keepsFiles(): boolean {
    return this.options.config.evidence.size === 0 && this.#folder !== undefined;
  }

  /** The newest epoch, whether its key is here or not; undefined when there is none yet. */
  async newest(): Promise<EvidenceKey | undefined> {
    return (await this.rows(0)).at(-1);
  }

  private async stateOf(row: EvidenceKey, next: EvidenceKey | undefined): Promise<EpochState> {
    const { epoch: number, createdAt, destroyedAt } = row;
    const facts = { number, createdAt, until: next?.createdAt ?? null, destroyedAt };
    try {
      return { ...facts, state: "live", epoch: await this.unlock(row) };
    } catch (error) {
      if (isFailure(error, "EVIDENCE_KEY_DESTROYED")) return { ...facts, state: "destroyed" };
      if (isFailure(error, "EVIDENCE_KEY_MISSING")) return { ...facts, state: "missing" };
      throw error;
    }
  }

  private async unlock({ epoch: number, destroyedAt, keyCheck }: EvidenceKey): Promise<Epoch> {
    if (destroyedAt) {
      this.#epochs.delete(number);
      // A kill can leave the file; whether this user may remove it or not, it isn't used.
      await this.#folder?.shredEvidence(number).catch(() => false);
      throw failure("EVIDENCE_KEY_DESTROYED", { epoch: number });
    }
    const opened = this.#epochs.get(number);
    if (opened) return opened;
    const key = this.options.config.evidence.get(number) ?? (await this.#folder?.evidence(number));
    if (!key) throw failure("EVIDENCE_KEY_MISSING", { epoch: number });
    if (evidenceKeyCheck(key) !== keyCheck) throw failure("EVIDENCE_KEY_MISMATCH", { epoch: number });
    const epoch = new Epoch(number, key, this.options.appId);
    this.#epochs.set(number, epoch);
    return epoch;
  }

  /** The ledger's epochs, oldest first, as they were at most `ageMs` ago. */
  private async rows(ageMs: number): Promise<EvidenceKey[]> {
    const now = this.options.clock().getTime();
    const age = Math.abs(now - this.#known.at);
    if (age < ageMs) return this.#known.rows;
    const rows = await this.options.evidenceKeys.all();
    this.#known = { rows, at: now };
    return rows;
  }
}
