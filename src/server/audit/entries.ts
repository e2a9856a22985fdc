import { failure } from "../../base/errors.js";
import type { Suppressed } from "../../ledger/watches/suppression.js";
import { lookUpPerson } from "../../service/person/look-up.js";
import type { Api } from "../api.js";
import { exportOf } from "./export.js";
import { auditEntryView } from "./view.js";
import * as Audit from "../../contracts/audit.js";
import type { AuditLookup } from "../../contracts/audit.js";
import { holdView } from "../holds/view.js";
import { instant } from "../http/instant.js";
import { ledgerContextOf } from "../http/job-context.js";
import { epochView } from "../keys/view.js";
import { serve } from "../http/serve.js";

export function registerAuditEntries(api: Api): void {
  serve(api, Audit.entries, (c) => {
    const { kind, format, run } = c.req.valid("query");
    if (run !== undefined && kind !== "entries") throw onlyEntries();
    return exportOf(c.get("backend").app, kind, { format, run });
  });

  serve(api, Audit.lookup, async (c) => {
    const backend = c.get("backend");
    const facts = await lookUpPerson(c.req.valid("json").userId, ledgerContextOf(backend));
    const { subject, entries, places, epochs, requests, holds, suppression } = facts;
    const now = c.get("clock")();
    const answer: AuditLookup = {
      subject,
      entries: entries.map((entry) => auditEntryView(entry, places.get(entry.id) ?? null)),
      epochs: epochs.map(epochView),
      requests,
      holds: holds.map((hold) => holdView(hold, now)),
      suppression: suppressionView(suppression),
    };
    return c.json(answer, 200);
  });
}

const onlyEntries = () =>
  failure("INVALID.entries", {}, { errors: [{ path: "run", problem: "goes only with kind=entries" }] });

function suppressionView(found: Suppressed | undefined): AuditLookup["suppression"] {
  if (!found) return null;
  const { since, found: wasFound, comebacks, lastComebackAt } = found;
  return { since: instant(since), found: wasFound, comebacks, lastComebackAt: instant(lastComebackAt) };
}
