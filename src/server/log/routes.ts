import type { Context } from "hono";
import { failure, isFailure } from "../../base/errors.js";
import { inclusionProof } from "../../audit/prove.js";
import { writeProof } from "../../audit/tlog-proof.js";
import { consistencyFrom, consistencyWith } from "../../sealing/consistency.js";
import { publishDue, targetsOf } from "../../sealing/publish.js";
import { restartLog } from "../../sealing/restart-log.js";
import { logFacts } from "../../service/evidence/log-facts.js";
import { signedLog } from "../../sealing/signed-log.js";
import { tilesOf } from "../../sealing/site.js";
import type { Api } from "../api.js";
import { consistencyView } from "./view.js";
import * as Log from "../../contracts/log.js";
import type { Publications } from "../../contracts/log.js";
import type { ApiEnv } from "../desk.js";
import { logStanding } from "./standing.js";
import { serve } from "../http/serve.js";

export function registerAuditLog(app: Api): void {
  serve(app, Log.standing, async (c) => c.json(logStanding(await logFacts(c.get("desk").session)), 200));

  serve(app, Log.checkpoint, async (c) => {
    const { size, log } = c.req.valid("query");
    const { log: site } = c.get("desk").session;
    const signed = await signedLog(site, log);
    if (size === undefined) return c.text(signed.newest.note, 200);
    const [found] = await site.checkpoints.page(signed.log.id, size - 1, 1);
    if (found?.size !== size) throw failure("NOT_SIGNED.checkpoint", { size, newest: signed.newest.size });
    return c.text(found.note, 200);
  });

  serve(app, Log.proof, async (c) => {
    const { index } = c.req.valid("param");
    const { log: site } = c.get("desk").session;
    const { log, newest } = await signedLog(site, c.req.valid("query").log);
    if (index >= newest.size) throw failure("NOT_SIGNED.index", { index, newest: newest.size });
    const hashes = await inclusionProof(index, newest.size, tilesOf(site, log.id));
    return c.text(writeProof({ index, proof: hashes, checkpoint: newest.note }), 200);
  });

  serve(app, Log.since, async (c) => {
    const { from, log } = c.req.valid("query");
    return c.json(consistencyView(await consistencyFrom(from, c.get("desk").session.log, log)), 200);
  });

  serve(app, Log.extending, async (c) => {
    const note = await noteOf(c, c.req.valid("json"));
    try {
      return c.json(consistencyView(await consistencyWith(note, c.get("desk").session.log)), 200);
    } catch (error) {
      const isNote = isFailure(error, "NOTE_INVALID");
      if (!isNote && !isFailure(error, "CHECKPOINT_INVALID")) throw error;
      const errors = [{ path: "checkpoint", problem: error.facts.reason }];
      throw failure(isNote ? "INVALID.note" : "INVALID.checkpoint", {}, { errors });
    }
  });

  serve(app, Log.publish, async (c) => {
    const { session } = c.get("desk");
    const { publish: settings } = session.options.config.log;
    const targets = targetsOf(settings);
    const published = await publishDue(session.log, settings, { isAsked: true });
    const log = await session.logs.find();
    const newest = log && (await session.checkpoints.latest(log.id));
    const answer: Publications = { targets, size: newest?.size ?? null, published };
    return c.json(answer, 200);
  });

  serve(app, Log.restart, async (c) => {
    const { session, context } = c.get("desk");
    const { reason } = c.req.valid("json");
    return c.json(await restartLog(session.log, reason, context?.sealer), 201);
  });
}

/** From JSON, or the note itself. */
async function noteOf(c: Context<ApiEnv>, inJson: string | { checkpoint?: string }): Promise<string> {
  if (typeof inJson === "object" && inJson.checkpoint !== undefined) return inJson.checkpoint;
  if (/^text\/plain\b/i.test(c.req.header("content-type") ?? "")) return c.req.text();
  throw failure("UNSUPPORTED_MEDIA_TYPE.checkpoint");
}
