import type { Context } from "hono";
import { failure, isFailure } from "../../base/errors.js";
import { inclusionProof } from "../../audit/prove.js";
import { writeProof } from "../../audit/tlog-proof.js";
import { consistencyFrom, consistencyWith } from "../../sealing/consistency.js";
import { logFacts } from "../../service/evidence/log-facts.js";
import { publishLog } from "../../service/log/publish.js";
import { restartLog } from "../../service/log/restart.js";
import { signedLog } from "../../sealing/signed-log.js";
import { tilesOf } from "../../sealing/log-context.js";
import type { Api } from "../api.js";
import { consistencyView } from "./view.js";
import * as Log from "../../contracts/log.js";
import type { ApiEnv } from "../backend.js";
import { logStanding } from "./standing.js";
import { serve } from "../http/serve.js";

export function registerAuditLog(api: Api): void {
  serve(api, Log.standing, async (c) => c.json(logStanding(await logFacts(c.get("backend").app)), 200));

  serve(api, Log.checkpoint, async (c) => {
    const { size, log } = c.req.valid("query");
    const { log: context } = c.get("backend").app;
    const signed = await signedLog(context, log);
    if (size === undefined) return c.text(signed.newest.note, 200);
    const [found] = await context.checkpoints.page(signed.log.id, size - 1, 1);
    if (found?.size !== size) throw failure("NOT_SIGNED.checkpoint", { size, newest: signed.newest.size });
    return c.text(found.note, 200);
  });

  serve(api, Log.proof, async (c) => {
    const { index } = c.req.valid("param");
    const { log: context } = c.get("backend").app;
    const { log, newest } = await signedLog(context, c.req.valid("query").log);
    if (index >= newest.size) throw failure("NOT_SIGNED.index", { index, newest: newest.size });
    const hashes = await inclusionProof(index, newest.size, tilesOf(context, log.id));
    return c.text(writeProof({ index, proof: hashes, checkpoint: newest.note }), 200);
  });

  serve(api, Log.since, async (c) => {
    const { from, log } = c.req.valid("query");
    return c.json(consistencyView(await consistencyFrom(from, c.get("backend").app.log, log)), 200);
  });

  serve(api, Log.extending, async (c) => {
    const note = await noteOf(c, c.req.valid("json"));
    try {
      return c.json(consistencyView(await consistencyWith(note, c.get("backend").app.log)), 200);
    } catch (error) {
      const isNote = isFailure(error, "NOTE_INVALID");
      if (!isNote && !isFailure(error, "CHECKPOINT_INVALID")) throw error;
      const errors = [{ path: "checkpoint", problem: error.facts.reason }];
      throw failure(isNote ? "INVALID.note" : "INVALID.checkpoint", {}, { errors });
    }
  });

  serve(api, Log.publish, async (c) => {
    const { app } = c.get("backend");
    return c.json(await publishLog(app.options.config.log.publish, app.log), 200);
  });

  serve(api, Log.restart, async (c) => {
    const { app, context } = c.get("backend");
    const { reason } = c.req.valid("json");
    return c.json(await restartLog(reason, app.log, context?.sealer), 201);
  });
}

/** From JSON, or the note itself. */
async function noteOf(c: Context<ApiEnv>, inJson: string | { checkpoint?: string }): Promise<string> {
  if (typeof inJson === "object" && inJson.checkpoint !== undefined) return inJson.checkpoint;
  if (/^text\/plain\b/i.test(c.req.header("content-type") ?? "")) return c.req.text();
  throw failure("UNSUPPORTED_MEDIA_TYPE.checkpoint");
}
