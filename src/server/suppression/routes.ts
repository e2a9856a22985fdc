import type { z } from "@hono/zod-openapi";
import type { Suppressed } from "../../ledger/watches/suppression.js";
import type { SuppressedKind } from "../../model/kinds.js";
import type { OpenedApp } from "../../service/opened-app.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { instant } from "../http/instant.js";
import { serve } from "../http/serve.js";
import * as Suppression from "../../contracts/suppression.js";
import type { WhoSchema } from "../../contracts/suppression.js";
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
    const { app } = c.get("backend");
    const { kind, subjects } = pseudonymsOf(app, c.req.valid("json"));
    const found = await Promise.all(subjects.map((subject) => app.suppression.of(subject, kind)));
    const entry = found.find((row) => row !== undefined);
    return c.json({ suppressed: entry !== undefined, entry: entry ? view(entry) : null }, 200);
  });

  serve(api, Suppression.remove, async (c) => {
    const { app } = c.get("backend");
    const { kind, subjects } = pseudonymsOf(app, c.req.valid("json"));
    const removed = await Promise.all(subjects.map((subject) => app.suppression.remove(subject, kind)));
    return c.json({ removed: removed.includes(true) }, 200);
  });
}

/** An address may have been handed in as two different hashes. */
function pseudonymsOf(
  { pseudonyms }: OpenedApp,
  { userId, email }: z.infer<typeof WhoSchema>,
): { kind: SuppressedKind; subjects: string[] } {
  if (userId !== undefined) return { kind: "user", subjects: [pseudonyms.subject(userId)] };
  return { kind: "email", subjects: pseudonyms.emails([email ?? ""]) };
}

function view(row: Suppressed): SuppressedView {
  const { kind, subject, since, runId, onDemand, found, comebacks, lastComebackAt } = row;
  return {
    ...{ kind, subject, run: runId, onDemand, found, comebacks },
    since: instant(since),
    lastComebackAt: instant(lastComebackAt),
  };
}
