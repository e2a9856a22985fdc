import * as Watches from "../../contracts/watches.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { registerLive, type Parts } from "../live.js";
import { oneOf } from "../params.js";
import { page } from "../render.js";
import { ComebacksPage, watchParts } from "./page.js";
import { SPANS } from "./pattern-part.js";
import { registerPerson } from "./person-routes.js";
import { registerWatches } from "./watch-routes.js";

const LIVE = "/live/comebacks";
const WATCHES_SHOWN = 5;
const COMEBACKS_SHOWN = 10;

/** Erased people whose data came back. */
export function registerComebacks(app: Router): void {
  app.get("/comebacks", async (c) => {
    const api = c.get("api");
    const span = oneOf(SPANS, c.req.query("days")) ?? "30";
    const cursor = c.req.query("cursor");
    const [list, parts] = await Promise.all([
      api.call(Watches.comebacks, { query: { days: span, cursor, limit: COMEBACKS_SHOWN } }),
      partsOf(c),
    ]);
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone"), now: c.get("clock")() };
    const its = { span, parts, isLater: cursor !== undefined };
    return page(c, "/comebacks", <ComebacksPage {...list} {...its} {...viewing} />, { live: LIVE });
  });
  registerLive(app, LIVE, partsOf);
  registerWatches(app);
  registerPerson(app);
}

async function partsOf(c: PageContext): Promise<Parts> {
  const { items } = await c.get("api").page(Watches.list, { query: { limit: WATCHES_SHOWN } });
  return watchParts(items, c.get("clock")());
}
