import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { CheckpointError, NoteError } from "../../audit/errors.js";
import { inclusionProof } from "../../audit/prove.js";
import { writeProof } from "../../audit/tlog-proof.js";
import { consistencyFrom, consistencyWith } from "../../sealing/consistency.js";
import { NotSignedError } from "../../sealing/errors.js";
import { publishDue, targetsOf } from "../../sealing/publish.js";
import { restartLog } from "../../sealing/restart-log.js";
import { logFacts } from "../../service/log-facts.js";
import { signedLog } from "../../sealing/signed-log.js";
import { tilesOf } from "../../sealing/site.js";
import type { Api } from "../api.js";
import {
  ConsistencySchema,
  consistencyView,
  PublicationsSchema,
  RestartedSchema,
  type Publications,
} from "../audit-log-view.js";
import type { ApiEnv } from "../desk.js";
import { FreeText } from "../fields.js";
import { json } from "../json.js";
import { logStanding, LogStandingSchema } from "../log-standing.js";
import { ApiError, problems } from "../problem.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Audit"];
const MOST_LOGS = 999_999;
const Size = z.coerce.number().int().max(Number.MAX_SAFE_INTEGER);

const ofLog = {
  log: z.coerce.number().int().min(1).max(MOST_LOGS).optional().openapi({
    description: "The number of the log, counted from 1. Default: the one that is open.",
  }),
};

const standing = operation({
  method: "get",
  path: "/v1/audit/log",
  summary: "How the sealed log stands",
  tags,
  role: "viewer",
  action: "audit.log",
  reads: true,
  responses: { 200: { description: "At this moment", content: json(LogStandingSchema) } },
});

const checkpoint = operation({
  method: "get",
  path: "/v1/audit/checkpoint",
  summary: "The newest signed checkpoint of the log, or an older one",
  tags,
  role: "viewer",
  action: "audit.checkpoint",
  reads: true,
  request: {
    query: z.strictObject({
      size: Size.min(1).optional().openapi({
        description: "The one over exactly so many. Of days that are long gone only the last is kept.",
      }),
      ...ofLog,
    }),
  },
  responses: {
    200: {
      description: "A signed note (c2sp.org/tlog-checkpoint)",
      content: { "text/plain": { schema: z.string() } },
    },
    ...problems(404),
  },
});

const proof = operation({
  method: "get",
  path: "/v1/audit/proofs/{index}",
  summary: "The proof that something is in the log",
  description:
    "Against the newest checkpoint. Anybody who has the leaf verifies it with the verifier key alone.",
  tags,
  role: "viewer",
  action: "audit.proof",
  reads: true,
  request: {
    params: z.object({ index: Size.min(0).openapi({ param: { name: "index", in: "path" } }) }),
    query: z.strictObject(ofLog),
  },
  responses: {
    200: {
      description: "A .tlog-proof (c2sp.org/tlog-proof)",
      content: { "text/plain": { schema: z.string() } },
    },
    ...problems(404),
  },
});

const consistency = { description: "The answer, with its proof", content: json(ConsistencySchema) };

const since = operation({
  method: "get",
  path: "/v1/audit/consistency",
  summary: "The proof that the log extends what it was at a size",
  tags,
  role: "viewer",
  action: "audit.consistency",
  reads: true,
  request: { query: z.strictObject({ from: Size.min(1), ...ofLog }) },
  responses: { 200: consistency, ...problems(404) },
});

const extending = operation({
  method: "post",
  path: "/v1/audit/consistency",
  summary: "Whether the log extends a checkpoint that you kept",
  tags,
  role: "viewer",
  action: "audit.consistency",
  reads: true,
  request: {
    body: {
      content: {
        ...json(z.strictObject({ checkpoint: z.string().min(1) })),
        "text/plain": { schema: z.string().openapi({ description: "The signed note itself." }) },
      },
    },
  },
  responses: { 200: consistency, ...problems(404) },
});

const publish = operation({
  method: "post",
  path: "/v1/audit/publications",
  summary: "Hand the newest checkpoint out now",
  description:
    "To where the settings say (SCRUBJAY_PUBLISH_FOLDER, SCRUBJAY_PUBLISH_COMMAND), once for each.",
  tags,
  role: "operator",
  action: "audit.publish",
  responses: { 200: { description: "What was done", content: json(PublicationsSchema) } },
});

const restart = operation({
  method: "post",
  path: "/v1/audit/restart",
  summary: "Close a log that is broken for good, and begin another one that says so",
  description:
    "Refused while the log holds. What is lost stays lost, and every verification tells it; what waits goes into the new log.",
  tags,
  role: "owner",
  action: "audit.restart",
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          reason: FreeText.openapi({
            description: "Why, for good: it is the first thing that the new log says.",
          }),
        }),
      ),
    },
  },
  responses: {
    201: { description: "The new log", content: json(RestartedSchema) },
    ...problems(404, 409),
  },
});

export function registerAuditLog(app: Api): void {
  serve(app, standing, async (c) => c.json(logStanding(await logFacts(c.get("desk").session)), 200));

  serve(app, checkpoint, async (c) => {
    const { size, log } = c.req.valid("query");
    const { log: site } = c.get("desk").session;
    const signed = await signedLog(site, log);
    if (size === undefined) return c.text(signed.newest.note, 200);
    const [found] = await site.checkpoints.page(signed.log.id, size - 1, 1);
    if (found?.size !== size)
      throw new NotSignedError(`No checkpoint over ${size} is kept`, signed.newest.size);
    return c.text(found.note, 200);
  });

  serve(app, proof, async (c) => {
    const { index } = c.req.valid("param");
    const { log: site } = c.get("desk").session;
    const { log, newest } = await signedLog(site, c.req.valid("query").log);
    if (index >= newest.size) throw new NotSignedError(`Nothing at index ${index} is signed`, newest.size);
    const hashes = await inclusionProof(index, newest.size, tilesOf(site, log.id));
    return c.text(writeProof({ index, proof: hashes, checkpoint: newest.note }), 200);
  });

  serve(app, since, async (c) => {
    const { from, log } = c.req.valid("query");
    return c.json(consistencyView(await consistencyFrom(from, c.get("desk").session.log, log)), 200);
  });

  serve(app, extending, async (c) => {
    const note = await noteOf(c, c.req.valid("json"));
    try {
      return c.json(consistencyView(await consistencyWith(note, c.get("desk").session.log)), 200);
    } catch (error) {
      if (error instanceof CheckpointError || error instanceof NoteError)
        throw new ApiError(422, "INVALID", "That is no checkpoint.", error.remedy, [
          { path: "checkpoint", problem: error.reason },
        ]);
      throw error;
    }
  });

  serve(app, publish, async (c) => {
    const { session } = c.get("desk");
    const { publish: settings } = session.options.config.log;
    const targets = targetsOf(settings);
    const published = await publishDue(session.log, settings, { isAsked: true });
    const log = await session.logs.find();
    const newest = log && (await session.checkpoints.latest(log.id));
    const answer: Publications = { targets, size: newest?.size ?? null, published };
    return c.json(answer, 200);
  });

  serve(app, restart, async (c) => {
    const { session, context } = c.get("desk");
    const { reason } = c.req.valid("json");
    return c.json(await restartLog(session.log, reason, context?.sealer), 201);
  });
}

/** From JSON, or the note itself. */
async function noteOf(c: Context<ApiEnv>, inJson: string | { checkpoint?: string }): Promise<string> {
  if (typeof inJson === "object" && inJson.checkpoint !== undefined) return inJson.checkpoint;
  if (/^text\/plain\b/i.test(c.req.header("content-type") ?? "")) return c.req.text();
  throw new ApiError(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "The body must be a checkpoint, as text/plain or in JSON as {checkpoint}.",
  );
}
