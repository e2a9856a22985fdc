import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { badRequest, fail, notFound, type Answer } from "./answer.js";
import { UNKNOWN_VERSION, versionHeader, versionOf } from "./api-version.js";
import type { Auth } from "./auth.js";
import { runBatch } from "./batch.js";
import type { Strike } from "./fault-injector.js";
import { BodyError, head, readJson, send } from "./http.js";
import { BATCH_ROUTE, Router, run, type Match } from "./router.js";
import type { State } from "../state.js";

const SLOW_PIECES = 10;

/** A request's target: `prefix` is `/v1/{appId}` as it was sent, `path` what follows it. */
interface AppUrl {
  appId: string;
  prefix: string;
  path: string;
}

/** What `/v1` answers: who may come in, how often, what goes wrong on demand, and then the route. */
export class Gateway {
  readonly #router = new Router();

  constructor(
    readonly state: State,
    readonly auth: Auth,
    /** Ends waits when the sandbox closes. */
    readonly signal: AbortSignal,
  ) {}

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = appUrlOf(req.url ?? "/");
    const against =
      url?.appId === this.state.options.appId ? this.auth.reasonAgainst(req.headers.authorization) : "";
    const reason = typeof against === "object" ? await against : against;
    if (reason === undefined && url !== undefined) return this.#serve(req, res, url);
    this.#answer(res, "unauthorized", reason ? fail(401, "UNAUTHORIZED", [reason]) : notFound("app"));
  }

  async #serve(req: IncomingMessage, res: ServerResponse, url: AppUrl): Promise<void> {
    const method = req.method ?? "GET";
    const match = this.#router.find(method, req.url ?? "/");
    const key = match?.key ?? "unmatched";
    const meter = key === BATCH_ROUTE ? "batch" : "rest";
    this.state.data.stats.arrived(meter);
    const admitted = this.state.admit(meter);
    // Assumption: TalkJS's own 429 has no Retry-After. The fault `429` can send one.
    if (admitted === false) return this.#answer(res, key, fail(429, "RATE_LIMITED", ["too many requests"]));
    if (admitted !== true) await admitted;

    const target = { over: "rest", method, route: match?.template ?? "", path: url.path } as const;
    const { latencyMs, strike } = this.state.data.faults.strike(target);
    if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: this.signal });
    if (strike?.kind === "reset-before") return this.#reset(req, key);
    if (strike?.kind === "status")
      return this.#answer(res, key, fail(strike.status, "SERVER_ERROR", ["on demand"]));
    if (strike?.kind === "429") return this.#answer(res, key, refusal(strike.retryAfter));

    const answer = match === undefined ? notFound("resource") : await this.#run(req, match, url);
    if (strike === undefined) return this.#answer(res, key, answer);
    return this.#spoil(req, res, key, answer, strike);
  }

  async #run(req: IncomingMessage, match: Match, url: AppUrl): Promise<Answer> {
    const version = versionOf(versionHeader(req.headers), this.state.options.apiVersion);
    if (version === undefined) return badRequest([UNKNOWN_VERSION]);
    const { path } = url;
    if (req.method === "GET") return run(match, { body: undefined, path, version }, this.state.data);
    if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
      return badRequest(["Content-Type must be application/json"]);
    }
    try {
      const body = await readJson(req);
      if (match.key === BATCH_ROUTE)
        return runBatch(body, { ...url, version }, this.#router, this.state.data);
      return run(match, { body, path, version }, this.state.data);
    } catch (error) {
      if (error instanceof BodyError) return error.answer;
      throw error;
    }
  }

  async #spoil(
    req: IncomingMessage,
    res: ServerResponse,
    key: string,
    answer: Answer,
    strike: Strike,
  ): Promise<void> {
    if (strike.kind === "reset-after") return this.#reset(req, key);
    if (strike.kind === "malformed-json") {
      return this.#answer(res, key, {
        ...answer,
        body: answer.body.slice(0, Math.ceil(answer.body.length / 2)),
      });
    }
    if (strike.kind !== "slow-body") return this.#answer(res, key, answer);
    this.state.data.stats.answered(key, answer.status);
    const body = Buffer.from(answer.body);
    res.writeHead(answer.status, head(answer, body.length));
    res.flushHeaders();
    const piece = Math.ceil(body.length / SLOW_PIECES);
    for (let sent = 0; sent < body.length; sent += piece) {
      await sleep((strike.ms * Math.min(piece, body.length - sent)) / body.length, undefined, {
        signal: this.signal,
      });
      res.write(body.subarray(sent, sent + piece));
    }
    res.end();
  }

  #answer(res: ServerResponse, key: string, answer: Answer): void {
    this.state.data.stats.answered(key, answer.status);
    send(res, answer);
  }

  #reset(req: IncomingMessage, key: string): void {
    this.state.data.stats.answered(key, "reset");
    req.socket.resetAndDestroy();
  }
}

function refusal(retryAfter: number | undefined): Answer {
  const answer = fail(429, "RATE_LIMITED", ["on demand"]);
  return retryAfter === undefined ? answer : { ...answer, headers: { "retry-after": String(retryAfter) } };
}

function appUrlOf(url: string): AppUrl | undefined {
  const [prefix, encoded] = /^\/v1\/([^/?#]+)/.exec(url) ?? [];
  if (prefix === undefined || encoded === undefined) return undefined;
  try {
    return { appId: decodeURIComponent(encoded), prefix, path: url.slice(prefix.length) };
  } catch {
    return undefined;
  }
}
