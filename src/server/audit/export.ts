import type { AuditAction } from "../../ledger/evidence/actions.js";
import type { AuditEntry } from "../../ledger/evidence/entries.js";
import { inLogOrder, withPlaces, type Place } from "../../sealing/places.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { csvOf } from "../../base/csv.js";
import { auditActionView, auditEntryView } from "./view.js";
import { AuditActionSchema, AuditEntrySchema } from "../../contracts/audit.js";
import { ndjsonOf, textOf } from "../http/ndjson-answer.js";

export type ExportKind = "entries" | "actions" | "all";
type Row = Record<string, unknown>;

const ENTRY = Object.keys(AuditEntrySchema.shape);
const ACTION = Object.keys(AuditActionSchema.shape);

/** What each file has for columns. */
const COLUMNS: Record<ExportKind, string[]> = {
  entries: ENTRY,
  actions: ACTION,
  all: [...new Set(["type", ...ENTRY, ...ACTION])],
};

/**
 * The audit log as a file that is read while it is sent, in flat memory.
 * @param options `run`: only the entries of one run.
 */
export function exportOf(
  app: OpenedApp,
  kind: ExportKind,
  { format, run }: { format: "ndjson" | "csv"; run?: number | undefined },
): Response {
  const rows = rowsOf(app, kind, run);
  if (format === "ndjson") return ndjsonOf(rows, (row) => row);
  const { head, line } = csvOf(COLUMNS[kind]);
  const lines = (async function* () {
    yield head;
    for await (const row of rows) yield line(row);
  })();
  return new Response(
    textOf(lines, (text) => text),
    {
      headers: {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="audit-${kind}.csv"`,
      },
    },
  );
}

async function* rowsOf(app: OpenedApp, kind: ExportKind, run: number | undefined): AsyncGenerator<Row> {
  const { log, entries, actions } = app;
  if (kind === "all") {
    for await (const { place, ...recorded } of inLogOrder(log))
      yield recorded.kind === "entry"
        ? { type: "entry", ...auditEntryView(recorded.row, place) }
        : { type: "action", ...auditActionView(recorded.row, place) };
  } else if (kind === "entries") yield* viewed(withPlaces(entries.all(run), "entry", log), auditEntryView);
  else yield* viewed(withPlaces(actions.all(), "action", log), auditActionView);
}

async function* viewed<Recorded extends AuditEntry | AuditAction>(
  rows: AsyncIterable<{ row: Recorded; place: Place | null }>,
  view: (row: Recorded, place: Place | null) => Row,
): AsyncGenerator<Row> {
  for await (const { row, place } of rows) yield view(row, place);
}
