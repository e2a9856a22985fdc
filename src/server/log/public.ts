import { createRoute, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { failure } from "../../base/errors.js";
import { HASH_BYTES } from "../../audit/merkle.js";
import { hashesOf, parseTilePath, TILE_WIDTH, type TilePlace } from "../../audit/tile.js";
import { allLogs, signedLog } from "../../sealing/signed-log.js";
import { tilesOf } from "../../sealing/log-context.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import type { Limits } from "../http/limits.js";
import { openToAll } from "../http/open-to-all.js";
import { problems } from "../../contracts/problem.js";

/**
 * The first log stays at `/log`, and each that a restart began has its number: what is cached of one is never taken for
 * another's. In a folder they are published in the same places.
 */
const PLACES = ["/log", "/log/{log}"] as const;

const ADDRESS = /^\/log\/(?:\d+\/)?(tile\/.+)$/;
const NUMBER = /^[1-9]\d{0,5}$/;

const YEAR_S = 365 * 24 * 60 * 60;
const HOUR_S = 60 * 60;

const routesAt = (place: (typeof PLACES)[number], middleware: MiddlewareHandler<ApiEnv>) => {
  const log = z.string().openapi({
    param: { name: "log", in: "path" },
    description: "The number of the log: 1, and one more with each restart.",
    example: "1",
  });
  const params = place === "/log" ? z.object({}) : z.object({ log });
  const ofWhich = place === "/log" ? "first" : "given";
  const shared = { method: "get" as const, tags: ["Public log"], middleware };
  const failures = problems(404, 429);
  return {
    checkpoint: createRoute({
      ...shared,
      path: `${place}/checkpoint`,
      summary: `The newest signed checkpoint of the ${ofWhich} log`,
      description: "c2sp.org/tlog-checkpoint. Of a log that was closed a header Link leads to the next one.",
      request: { params },
      responses: {
        200: { description: "A signed note", content: { "text/plain": { schema: z.string() } } },
        ...failures,
      },
    }),
    vkey: createRoute({
      ...shared,
      path: `${place}/vkey`,
      summary: `The verifier keys of the ${ofWhich} log, one a line, the one that signs now first`,
      request: { params },
      responses: {
        200: { description: "c2sp.org/signed-note", content: { "text/plain": { schema: z.string() } } },
        ...failures,
      },
    }),
    tile: createRoute({
      ...shared,
      path: `${place}/tile/{level}/{index}`,
      summary: `Hashes of the ${ofWhich} log, as far as it is signed`,
      description:
        "c2sp.org/tlog-tiles: `index` is in groups of three digits such as `x001/x234/067`, and `.p/<width>` after it asks " +
        "for the first hashes of a tile. There are no entries.",
      request: {
        params: params.extend({
          level: z.string().openapi({ example: "0" }),
          index: z.string().openapi({ example: "000" }),
        }),
      },
      responses: {
        200: {
          description: "1 to 256 hashes of 32 bytes",
          content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
        },
        ...failures,
      },
    }),
  };
};

/** What everybody may have of the sealed logs: what was signed, with which keys, and hashes; never an entry. */
export function registerLog(api: Api, limits: Limits): void {
  const middleware = openToAll(limits);
  for (const place of PLACES) {
    const routes = routesAt(place, middleware);
    api.openapi(routes.checkpoint, checkpoint);
    api.openapi(routes.vkey, verifierKeys);
    api.openapi(routes.tile, tile);
    // An index has slashes where there are many tiles.
    api.get(`${place.replace("{log}", ":log")}/tile/:level/:index{.+}`, middleware, tile);
  }
}

async function checkpoint(c: Context<ApiEnv>) {
  const number = numberOf(c);
  const { log, newest } = await signedLog(c.get("backend").app.log, number);
  if (log.closedAt !== null) c.header("Link", `</log/${number + 1}/checkpoint>; rel="successor-version"`);
  return c.text(newest.note, 200, { "Cache-Control": "no-cache" });
}

async function verifierKeys(c: Context<ApiEnv>) {
  const { log: context } = c.get("backend").app;
  const log = (await allLogs(context))[numberOf(c) - 1];
  if (!log) throw failure("LOG_NOT_FOUND");
  const keys = await context.signingKeys.all(log.id);
  // Newest first: of those that were replaced, too.
  const lines = keys.toReversed().map(({ verifierKey }) => `${verifierKey}\n`);
  return c.text(lines.join(""), 200, { "Cache-Control": "no-cache" });
}

async function tile(c: Context<ApiEnv>) {
  const { log: context } = c.get("backend").app;
  // As it was sent: a tile has one address, without escapes.
  const [, path = ""] = ADDRESS.exec(new URL(c.req.url).pathname) ?? [];
  const place = parseTilePath(path);
  if (!place) throw failure("NO_TILE");
  const { log, newest } = await signedLog(context, numberOf(c));
  if (!isWithin(newest.size, place)) throw failure("NO_TILE");
  const { level, index, width } = place;
  const hashes = await tilesOf(context, log.id)(level, index);
  if (!hashes || hashes.length < width * HASH_BYTES) throw failure("TREE_BROKEN", { level, index });
  return c.body(new Uint8Array(hashesOf(hashes, 0, width)), 200, {
    "Content-Type": "application/octet-stream",
    "Cache-Control":
      width === TILE_WIDTH ? `public, max-age=${YEAR_S}, immutable` : `public, max-age=${HOUR_S}`,
  });
}

function numberOf(c: Context<ApiEnv>): number {
  const number = c.req.param("log") ?? "1";
  if (!NUMBER.test(number)) throw failure("LOG_NOT_FOUND");
  return Number(number);
}

/** Whether all of these hashes are of the first `size` leaves. */
function isWithin(size: number, { level, index, width }: TilePlace): boolean {
  return index * TILE_WIDTH + width <= Math.floor(size / TILE_WIDTH ** level);
}
