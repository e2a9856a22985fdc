import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { badRequest, EMPTY, notFound, ok, type Answer } from "../api/answer.js";
import { FaultSchema } from "../api/fault.js";
import { BodyError, drain, readJson, send } from "../api/http.js";
import { inChunks, linesOf } from "../transfer/ndjson.js";
import { reasonsOf } from "../api/reasons.js";
import { exportLines } from "../transfer/snapshot.js";
import { importLines, SnapshotLineError } from "../transfer/snapshot-import.js";
import { LOOKS } from "./looks.js";
import { SettingsSchema } from "../store/settings.js";
import type { State } from "../state.js";

export const INSPECTION_PREFIX = "/_sandbox/";

const FaultsSchema = z.array(FaultSchema);

type Inspector = (state: State, req: IncomingMessage, res: ServerResponse) => Promise<Answer | undefined>;

/** What looks into the sandbox and changes its rules. Needs no token and takes nothing of the quota. */
const INSPECTORS: Record<string, Inspector> = {
  "GET stats": async ({ data, webhookStats, clients }) =>
    ok(JSON.stringify({ ...data.stats.snapshot(), webhooks: webhookStats, clients: clients.stats })),
  "GET export": async ({ data }, _req, res) => stream(res, exportLines(data)),
  "GET journal": async ({ data }, _req, res) => stream(res, data.journal.lines()),
  "GET faults": async ({ data }) => ok(JSON.stringify(data.faults.list())),
  "POST faults": async ({ data }, req) => {
    const result = FaultsSchema.safeParse(await readJson(req));
    if (!result.success) return badRequest(reasonsOf(result.error));
    data.faults.set(result.data);
    return EMPTY;
  },
  "DELETE faults": async ({ data }) => {
    data.faults.set([]);
    return EMPTY;
  },
  "POST import": async ({ data }, req) =>
    ok(
      JSON.stringify(
        await importLines(linesOf(req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>), data),
      ),
    ),
  "GET settings": async ({ data }) => ok(JSON.stringify(data.settings)),
  "PATCH settings": async ({ data }, req) => {
    const result = SettingsSchema.safeParse(await readJson(req));
    if (!result.success) return badRequest(reasonsOf(result.error));
    data.settings.edit(result.data);
    return EMPTY;
  },
  "POST notifications": async (state) => {
    state.notifyNow();
    return EMPTY;
  },
  "POST reset": async (state) => {
    await state.reset();
    return EMPTY;
  },
};

export async function inspect(state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [path = "", query] = (req.url ?? "").slice(INSPECTION_PREFIX.length).split("?");
  const look = req.method === "GET" && Object.hasOwn(LOOKS, path) ? LOOKS[path] : undefined;
  if (look !== undefined) return send(res, look(state.data, new URLSearchParams(query)));
  const key = `${req.method} ${path}`;
  const inspector = Object.hasOwn(INSPECTORS, key) ? INSPECTORS[key] : undefined;
  if (inspector === undefined) return send(res, notFound("inspection"));
  try {
    const answer = await inspector(state, req, res);
    if (answer !== undefined) send(res, answer);
  } catch (error) {
    const answer = answerTo(error);
    if (answer === undefined) throw error;
    await drain(req);
    send(res, answer);
  }
}

/** The answer to a body that can't be taken. */
function answerTo(error: unknown): Answer | undefined {
  if (error instanceof BodyError) return error.answer;
  if (error instanceof SnapshotLineError) return badRequest(error.reasons);
  return undefined;
}

async function stream(res: ServerResponse, lines: Iterable<string>): Promise<undefined> {
  res.writeHead(200, { "content-type": "application/x-ndjson" });
  await pipeline(Readable.from(inChunks(lines), { objectMode: false }), res);
}
