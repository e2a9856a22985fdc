import * as Log from "../../contracts/log.js";
import type { PageContext } from "../env.js";
import { Refusal } from "../page-api.js";

/** The newest checkpoint, a signed note; undefined while nothing is signed. */
export async function newestCheckpoint(c: PageContext): Promise<string | undefined> {
  try {
    return await c.get("api").text(Log.checkpoint);
  } catch (error) {
    if (error instanceof Refusal && error.problem.status === 404) return undefined;
    throw error;
  }
}

/** How many entries and actions the newest checkpoint is over: its second line (c2sp.org/tlog-checkpoint). */
export async function signedSize(c: PageContext): Promise<number> {
  return Number((await newestCheckpoint(c))?.split("\n")[1] ?? 0);
}
