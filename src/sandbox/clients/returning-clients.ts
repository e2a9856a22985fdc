import { setTimeout as sleep } from "node:timers/promises";
import { fraction } from "../invented/random.js";
import type { World } from "../store/world.js";
import { oldPages, type OldPage } from "./old-data.js";
import { visit, type Address } from "./visit.js";

/** Visits at a time. */
const MAX_AT_ONCE = 10;

/** What browsers did, as `GET /_sandbox/stats` says. */
export interface ClientStats {
  clients: number;
  visits: number;
  /** Users and conversations that a page wrote, and that it was refused to write. */
  wrote: number;
  refused: number;
  /** Visits that could not be made or ended in the middle. */
  failed: number;
}

/**
 * Browsers of people who come back: each holds what its page held at the start, and writes it again on each visit, as happens
 * wherever browser synchronization is on. Each visits once in `everyMs`, at a time of its own.
 */
export class ReturningClients {
  readonly #pages: OldPage[];
  readonly stats: ClientStats;
  #atOnce = 0;

  constructor(
    world: World,
    readonly options: { clients: number; clientsEveryMs: number; seed: number },
    readonly signal: AbortSignal,
  ) {
    this.#pages = oldPages(world, options.clients);
    this.stats = { clients: this.#pages.length, visits: 0, wrote: 0, refused: 0, failed: 0 };
  }

  start(address: Address): void {
    this.#pages.forEach((page, n) => void this.#live(page, n, address));
  }

  async #live(page: OldPage, n: number, address: Address): Promise<void> {
    const { clientsEveryMs: everyMs, seed } = this.options;
    const wait = (ms: number) =>
      sleep(ms, undefined, { signal: this.signal, ref: false }).catch(() => undefined);
    await wait(fraction(seed, n, 0xc11e) * everyMs);
    while (!this.signal.aborted) {
      // Whoever finds too many on their way comes at the next time.
      if (this.#atOnce < MAX_AT_ONCE) await this.#visit(page, address);
      await wait(everyMs);
    }
  }

  async #visit(page: OldPage, address: Address): Promise<void> {
    this.#atOnce++;
    try {
      const statuses = await visit(address, page, this.signal);
      this.stats.visits++;
      for (const status of statuses) {
        if (status === 200 || status === 409) this.stats.wrote++;
        else if (status === 0) this.stats.failed++;
        else this.stats.refused++;
      }
    } catch {
      this.stats.failed++;
    } finally {
      this.#atOnce--;
    }
  }
}
