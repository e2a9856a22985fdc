import { failure } from "../base/errors.js";
import { SigningKey } from "../audit/signing-key.js";
import type { KeyFolder } from "./key-folder.js";

/** The seed of the signing key: from the settings, else from the folder. */
export class SigningSeed {
  #seed: Buffer | undefined;
  /** By name; deriving the public key costs more than a signature. */
  readonly #keys = new Map<string, SigningKey>();

  constructor(
    private readonly setting: Buffer | undefined,
    private readonly folder: KeyFolder | undefined,
  ) {
    this.#seed = setting;
  }

  /** Takes up what the folder has now; makes it on first use. @throws {KEY_FILE} */
  async load(): Promise<void> {
    if (this.setting || !this.folder) return;
    this.take(await this.folder.signing());
  }

  /** @throws {SIGNING_KEY_NEEDED} where the key stands in the settings. */
  async replace(seed: Buffer): Promise<void> {
    if (this.setting || !this.folder) throw failure("SIGNING_KEY_NEEDED");
    await this.folder.replaceSigning(seed);
    this.take(seed);
  }

  /** @throws {SIGNING_KEY_MISSING} */
  key(name: string): SigningKey {
    if (!this.#seed) throw failure("SIGNING_KEY_MISSING");
    const key = this.#keys.get(name) ?? SigningKey.fromSeed(name, this.#seed);
    this.#keys.set(name, key);
    return key;
  }

  private take(seed: Buffer): void {
    if (this.#seed && !this.#seed.equals(seed)) this.#keys.clear();
    this.#seed = seed;
  }
}
