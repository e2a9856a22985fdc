import { failure } from "../../base/errors.js";
import type { Suppressed } from "../../ledger/watches/suppression.js";
import { placesOf } from "../../sealing/places.js";
import type { Api } from "../api.js";
import { exportOf } from "./export.js";
import { auditEntryView } from "./view.js";
import * as Audit from "../../contracts/audit.js";
import type { AuditLookup } from "../../contracts/audit.js";
import { holdView } from "../holds/view.js";
import { instant } from "../http/instant.js";
import { epochView } from "../keys/view.js";
import { serve } from "../http/serve.js";

/** Holds on one person that an answer shows; the list of holds has the rest. */
const MOST_HOLDS = 100;

export function registerAuditEntries(api: Api): void {
  serve(api, Audit.entries, (c) => {
    const { kind, format, run } = c.req.valid("query");
    if (run !== undefined && kind !== "entries") throw onlyEntries();
    return exportOf(c.get("backend").app, kind, { format, run });
  });

  serve(api, Audit.lookup, async (c) => {
    const backend = c.get("backend");
    const { pseudonyms, keyring, holds, suppression, requestSubjects, entries, log } = backend.app;
    const { userId } = c.req.valid("json");
    const subject = pseudonyms.subject(userId);
    const epochs = await keyring.states();
    const inEvidence = epochs.flatMap(({ epoch }) => (epoch ? [epoch.subject(userId)] : []));
    const found = await entries.of(inEvidence);
    const places = await placesOf(
      "entry",
      found.map(({ id }) => id),
      log,
    );
    const now = c.get("clock")();
    const about = await holds.list({ subject, limit: MOST_HOLDS, now });
    const answer: AuditLookup = {
      subject,
      entries: found.map((entry) => auditEntryView(entry, places.get(entry.id) ?? null)),
      epochs: epochs.map(epochView),
      requests: await requestSubjects.about(subject),
      holds: about.map((hold) => holdView(hold, now)),
      suppression: suppressionView(await suppression.of(subject)),
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
