import * as Overview from "../../contracts/overview.js";
import * as Quota from "../../contracts/quota.js";
import type { QuotaView } from "../../contracts/quota.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { registerLive, type Parts } from "../live.js";
import { Refusal } from "../page-api.js";
import { page } from "../render.js";
import { partsOf } from "./parts.js";
import { OverviewPage } from "./page.js";

const LIVE = "/live/overview";
const MINUTES = 60;

export function registerOverview(app: Router): void {
  app.get("/", async (c) => {
    const body = <OverviewPage parts={await overviewParts(c)} />;
    return page(c, "/", body, { live: LIVE });
  });
  registerLive(app, LIVE, overviewParts);
}

async function overviewParts(c: PageContext): Promise<Parts> {
  const api = c.get("api");
  const [overview, quota] = await Promise.all([api.call(Overview.get), quotaOf(c)]);
  return partsOf(overview, quota, { zone: c.get("zone"), now: c.get("clock")() });
}

/** The rest of the page doesn't wait for a Redis that is away. */
async function quotaOf(c: PageContext): Promise<QuotaView | undefined> {
  try {
    return await c.get("api").call(Quota.get, { query: { minutes: MINUTES } });
  } catch (error) {
    if (error instanceof Refusal && error.problem.status === 503) return undefined;
    throw error;
  }
}
