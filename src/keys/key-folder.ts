import { join } from "node:path";
import { loadOrCreateKey, readKey, replaceKey, shredKey } from "../embedded/key-file.js";

/** Key files that all processes of a ledger see: one for each epoch, and the one that signs. */
export class KeyFolder {
  constructor(private readonly path: string) {}

  /** @returns undefined when there is none. @throws {KEY_FILE} */
  async evidence(epoch: number): Promise<Buffer | undefined> {
    return readKey(this.evidencePath(epoch));
  }

  /** The key of an epoch that begins. One that a kill left before it was registered is used. @throws {KEY_FILE} */
  async makeEvidence(epoch: number): Promise<Buffer> {
    return loadOrCreateKey(this.evidencePath(epoch));
  }

  /** @returns whether there was one. @throws {KEY_FILE} */
  async shredEvidence(epoch: number): Promise<boolean> {
    return shredKey(this.evidencePath(epoch));
  }

  /** The Ed25519 seed, made on first use. @throws {KEY_FILE} */
  async signing(): Promise<Buffer> {
    return loadOrCreateKey(this.signingPath());
  }

  /** The one before is gone then: nothing needs it, and whoever had it could sign another history. */
  async replaceSigning(seed: Buffer): Promise<void> {
    await replaceKey(this.signingPath(), seed);
  }

  private evidencePath(epoch: number): string {
    return join(this.path, `evidence-${epoch}.key`);
  }

  private signingPath(): string {
    return join(this.path, "signing.key");
  }
}
