import * as Audit from "../../contracts/audit.js";
import * as Log from "../../contracts/log.js";
import type { Router } from "../router.js";
import { oneOf, param } from "../params.js";
import { download, today } from "./download.js";
import { EXPORT_FORMATS, EXPORT_KINDS } from "./export-links.js";

/** What an auditor takes along: the log, a checkpoint, a proof. */
export function registerAuditFiles(app: Router): void {
  app.get("/audit/export", async (c) => {
    const kind = oneOf(EXPORT_KINDS, c.req.query("kind")) ?? "entries";
    const format = oneOf(EXPORT_FORMATS, c.req.query("format")) ?? "ndjson";
    const run = kind === "entries" ? c.req.query("run") : undefined;
    const answer = await c.get("api").answer(Audit.entries, { query: { kind, format, run } });
    // The API has checked the number.
    const ofRun = run === undefined ? "" : `-run${Number(run)}`;
    return download(c, answer, `audit-${kind}${ofRun}-${today(c)}.${format}`);
  });

  app.get("/audit/log/checkpoint", async (c) => {
    const answer = await c.get("api").answer(Log.checkpoint);
    return download(c, answer, `checkpoint-${today(c)}.txt`);
  });

  app.get("/audit/proofs/:index", async (c) => {
    const index = param(c, "index");
    const query = { log: c.req.query("log") };
    const answer = await c.get("api").answer(Log.proof, { params: { index }, query });
    return download(c, answer, `entry-${index}.tlog-proof`);
  });
}
