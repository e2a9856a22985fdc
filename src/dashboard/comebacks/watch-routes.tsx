import { randomUUID } from "node:crypto";
import * as Watches from "../../contracts/watches.js";
import type { Problem } from "../../contracts/problem.js";
import type { WatchView } from "../../contracts/watches.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, unchecked } from "../form.js";
import { idempotencyKey } from "../idempotency-key.js";
import { registerLive } from "../live.js";
import { oneOf, param } from "../params.js";
import { page } from "../render.js";
import { CHOICES, StartWatchPage, type Choice } from "./start-watch-page.js";
import { WatchPage, watchPageParts } from "./watch-page.js";

/** Watches: beginning one, following it, giving it up. */
export function registerWatches(app: Router): void {
  app.get("/comebacks/look", (c) => startWatchPage(c, "report"));
  app.post("/comebacks/look", async (c) => {
    const form = await formOf(c);
    const onComeback = oneOf(CHOICES, form.text("then")) ?? "report";
    try {
      const { id } = await c
        .get("api")
        .call(Watches.create, { body: unchecked({ onComeback }), key: idempotencyKey(form) });
      return c.redirect(`/comebacks/watches/${id}?done=begun`, 303);
    } catch (error) {
      return startWatchPage(c, onComeback, refusalOf(error, c, "/comebacks/look"));
    }
  });

  app.get("/comebacks/watches/:watch", async (c) => {
    const cursor = c.req.query("cursor");
    const number = param(c, "watch");
    const [watch, list] = await Promise.all([
      watchOf(c),
      c.get("api").call(Watches.comebacks, { query: { watch: number, cursor } }),
    ]);
    const viewing = { visitor: c.get("visitor"), zone: c.get("zone") };
    const its = { c, watch, parts: watchPageParts(watch, viewing), isLater: cursor !== undefined };
    const body = <WatchPage {...its} {...viewing} comebacks={list.comebacks} next={list.next} />;
    return page(c, "/comebacks/watches/:watch", body, { live: `/live/comebacks/watches/${number}` });
  });
  registerLive(app, "/live/comebacks/watches/:watch", async (c) =>
    watchPageParts(await watchOf(c), { visitor: c.get("visitor"), zone: c.get("zone") }),
  );

  app.post("/comebacks/watches/:watch/cancel", async (c) => {
    const number = param(c, "watch");
    await c.get("api").call(Watches.cancel, { params: { watch: number } });
    return c.redirect(`/comebacks/watches/${number}?done=cancelled`, 303);
  });
}

const watchOf = (c: PageContext): Promise<WatchView> =>
  c.get("api").call(Watches.get, { params: { watch: param(c, "watch") } });

async function startWatchPage(c: PageContext, chosen: Choice, problem?: Problem): Promise<Response> {
  const status = problem?.status ?? 200;
  const its = { visitor: c.get("visitor"), idempotencyKey: randomUUID(), chosen, problem };
  return page(c, "/comebacks/look", <StartWatchPage {...its} />, { status });
}
