import type { LeafKind } from "../audit/leaf.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import { numberAmong } from "./log-number.js";
import { allLogs } from "./signed-log.js";
import type { LogContext } from "./log-context.js";

/** Where a row is sealed. */
export interface Place {
  /** The number of the log. */
  log: number;
  index: number;
}

/** A row of the audit tables; `place`: null while it isn't sealed. */
export type Recorded = { place: Place | null } & (
  { kind: "entry"; row: AuditEntry } | { kind: "action"; row: AuditAction }
);

type PlaceContext = Pick<LogContext, "logs" | "leaves">;

const PAGE = 1_000;

/** Where rows are sealed: by their IDs. Those that aren't sealed yet are missing. */
export async function placesOf(
  kind: LeafKind,
  ids: readonly number[],
  context: PlaceContext,
): Promise<Map<number, Place>> {
  const leaves = await context.leaves.of(kind, ids);
  const number = numberAmong(leaves.size > 0 ? await allLogs(context) : []);
  const places = [...leaves].map(([id, { logId, index }]) => [id, { log: number(logId), index }] as const);
  // What a log had that is gone isn't sealed any more.
  return new Map(places.filter(([, { log }]) => log > 0));
}

/** Adds to each of many rows where it is sealed; memory stays flat. */
export async function* withPlaces<Row extends { id: number }>(
  rows: AsyncIterable<Row>,
  kind: LeafKind,
  context: PlaceContext,
): AsyncGenerator<{ row: Row; place: Place | null }> {
  let page: Row[] = [];
  const placed = async () => {
    const places = await placesOf(
      kind,
      page.map(({ id }) => id),
      context,
    );
    return page.map((row) => ({ row, place: places.get(row.id) ?? null }));
  };
  for await (const row of rows) {
    page.push(row);
    if (page.length < PAGE) continue;
    yield* await placed();
    page = [];
  }
  yield* await placed();
}

/**
 * All entries and actions of an app in the order of its logs, then what isn't sealed. Each that was there at the
 * beginning comes once, whatever is sealed meanwhile; those that are gone from their tables are left out.
 */
export async function* inLogOrder(
  context: Pick<LogContext, "logs" | "leaves" | "appId">,
): AsyncGenerator<Recorded> {
  const logs = await allLogs(context);
  const number = numberAmong(logs);
  for (const { id, size } of logs) {
    for (let from = 0; from < size; from += PAGE) {
      for (const { index, entry, action } of await context.leaves.page(
        id,
        from,
        Math.min(PAGE, size - from),
      )) {
        const place = { log: number(id), index };
        if (entry) yield { kind: "entry", row: entry, place };
        if (action) yield { kind: "action", row: action, place };
      }
    }
  }
  const last = logs.at(-1);
  const end = { logId: last?.id ?? 0, index: last?.size ?? 0 };
  const rest = (kind: LeafKind) => idsOf((after) => notBefore(context, kind, end, after));
  for await (const ids of rest("entry")) {
    const places = await placesOf("entry", ids, context);
    for (const row of await context.leaves.entries(ids))
      yield { kind: "entry", row, place: places.get(row.id) ?? null };
  }
  for await (const ids of rest("action")) {
    const places = await placesOf("action", ids, context);
    for (const row of await context.leaves.actions(ids))
      yield { kind: "action", row, place: places.get(row.id) ?? null };
  }
}

const notBefore = (
  { leaves, appId }: Pick<LogContext, "leaves" | "appId">,
  kind: LeafKind,
  end: { logId: number; index: number },
  after: number,
) => leaves.notBefore(end, { appId, kind, after, limit: PAGE });

async function* idsOf(page: (after: number) => Promise<number[]>): AsyncGenerator<number[]> {
  for (let after = 0; ;) {
    const ids = await page(after);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}
