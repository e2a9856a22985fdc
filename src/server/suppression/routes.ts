import type { Suppressed } from "../../ledger/watches/suppression.js";
import { lookUpSuppressed } from "../../service/suppression/look-up.js";
import { removeSuppressed } from "../../service/suppression/remove.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { instant } from "../http/instant.js";
import { serve } from "../http/serve.js";
import * as Suppression from "../../contracts/suppression.js";
import { type SuppressedView } from "../../contracts/suppression.js";

export function registerSuppression(api: Api): void {
  serve(api, Suppression.list, async (c) => {
    const { suppression } = c.get("backend").app;
    const { kind, limit, cursor } = c.req.valid("query");
    const found = await suppression.page({
      kind,
      limit: limit + 1,
      ...(cursor !== undefined && { after: cursor }),
    });
    const { page, next } = pageOf(found, limit, ({ subject }) => subject);
    return c.json({ count: await suppression.count(), suppressed: page.map(view), next }, 200);
  });

  serve(api, Suppression.lookup, async (c) => {
    const entry = await lookUpSuppressed(c.req.valid("json"), c.get("backend").app);
    return c.json({ suppressed: entry !== undefined, entry: entry ? view(entry) : null }, 200);
  });

  serve(api, Suppression.remove, async (c) => {
    return c.json({ removed: await removeSuppressed(c.req.valid("json"), c.get("backend").app) }, 200);
  });
}

function view(row: Suppressed): SuppressedView {
  const { kind, subject, since, runId, onDemand, found, comebacks, lastComebackAt } = row;
  return {
    ...{ kind, subject, run: runId, onDemand, found, comebacks },
    since: instant(since),
    lastComebackAt: instant(lastComebackAt),
  };
}
