import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { readClaim } from "../../embedded/claim.js";
import { isDead, thisPlace, type Holder } from "../../embedded/holder.js";
import { readServiceFile } from "../../wiring/service-file.js";
import type { ServiceAddress } from "../../client/http.js";

/** Opening the ledger takes a service seconds, in which it holds the folder and can't be asked yet. */
const STARTING_MS = 60_000;
const POLL_MS = 100;

/**
 * The service that has this data folder, if one does and lives; waits for one that is just starting. Other commands that
 * have the folder are none.
 */
export async function findService(dataDir: string): Promise<ServiceAddress | undefined> {
  for (const deadline = performance.now() + STARTING_MS; ;) {
    const holder = await readClaim(join(dataDir, "holder.json"));
    if (!holder || holder.command !== "serve" || !(await livesHere(holder))) return undefined;
    const service = await readServiceFile(dataDir);
    if (service?.holder === holder.id) return { url: service.url, token: service.token };
    if (performance.now() > deadline) return undefined;
    await sleep(POLL_MS);
  }
}

async function livesHere(holder: Holder): Promise<boolean> {
  return holder.place === (await thisPlace()) && !(await isDead(holder));
}
