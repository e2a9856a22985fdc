import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { errorCode } from "../../telemetry/error-code.js";
import type { Telemetry } from "../../telemetry/telemetry.js";
import type { ApiEnv } from "../backend.js";
import { calledRoute } from "./route-traits.js";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Gives every call an ID, in its answer and in the log, and tells how it went. */
export function calls(telemetry: Telemetry): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const id = randomUUID();
    const began = performance.now();
    await next();
    c.header("X-Request-Id", id);
    // The address itself could hold anything.
    const route = calledRoute(c)?.path ?? "unknown";
    const { status } = c.res;
    const method = METHODS.has(c.req.method) ? c.req.method : "other";
    const ms = Math.round(performance.now() - began);
    const actor = (c.get("actor") as ApiEnv["Variables"]["actor"] | undefined)?.name ?? "unknown";
    telemetry.emit("api.called", { id, method, route, status, ms, actor });
    // Whoever has gone away in the middle of a call isn't told any more.
    if (c.req.raw.signal.aborted && c.error?.name === "AbortError") return;
    if (status === 500 && c.error) telemetry.emit("api.failed", { id, route, code: errorCode(c.error) });
  };
}
