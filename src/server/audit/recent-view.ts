import type { LeafKind } from "../../audit/leaf.js";
import type { ActionFilter } from "../../ledger/evidence/actions.js";
import type { EntryFilter } from "../../ledger/evidence/entries.js";
import { placesOf } from "../../sealing/places.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { auditActionView, auditEntryView } from "./view.js";
import type { RecentEntries, RecentActions } from "../../contracts/audit.js";
import { pageOf } from "../http/cursor.js";

type Query<Filter> = Omit<Filter, "before"> & { cursor?: number | undefined };

/** @param query `cursor`: the last one of the page before. */
export async function recentEntries(
  app: OpenedApp,
  { cursor, limit, ...filter }: Query<EntryFilter>,
): Promise<RecentEntries> {
  const found = await app.entries.recent({ ...filter, before: cursor, limit: limit + 1 });
  const { page, next } = pageOf(found, limit, ({ id }) => String(id));
  const places = await placed("entry", page, app);
  return { entries: page.map((entry) => auditEntryView(entry, places.get(entry.id) ?? null)), next };
}

/** @param query `cursor`: the last one of the page before. */
export async function recentActions(
  app: OpenedApp,
  { cursor, limit, ...filter }: Query<ActionFilter>,
): Promise<RecentActions> {
  const found = await app.actions.recent({ ...filter, before: cursor, limit: limit + 1 });
  const { page, next } = pageOf(found, limit, ({ id }) => String(id));
  const places = await placed("action", page, app);
  return { actions: page.map((action) => auditActionView(action, places.get(action.id) ?? null)), next };
}

const placed = (kind: LeafKind, page: readonly { id: number }[], { log }: OpenedApp) =>
  placesOf(
    kind,
    page.map(({ id }) => id),
    log,
  );
