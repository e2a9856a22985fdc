import type { Actor } from "../ledger/actor.js";
import type { Api } from "../server/api.js";
import type { InProcess } from "../server/desk.js";
import type { Problem } from "../contracts/problem.js";

export type Query = Record<string, string | number | boolean | undefined>;

/** The API refused: what it said, for the page to show. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/**
 * The HTTP API as the pages use it: called in this process as the visitor, so that a page can do what its visitor's role may
 * do, and everything is checked and recorded in the one place where it is for every caller.
 */
export class PageApi {
  constructor(
    private readonly api: Api,
    private readonly actor: Actor,
    private readonly signal: AbortSignal,
  ) {}

  /** @param path of our own making: no part of it comes from a visitor unchecked. @throws {Refusal} */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await (await this.call("GET", path, { query })).json()) as T;
  }

  /**
   * @param key the same for a form that is sent twice: it is done once, where the route knows keys.
   * @throws {Refusal}
   */
  async post<T>(path: string, json?: unknown, key?: string): Promise<T> {
    const answer = await this.call("POST", path, { json, key });
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** @throws {Refusal} */
  async delete(path: string): Promise<void> {
    await this.call("DELETE", path, {});
  }

  /** The answer itself, for what isn't one JSON document. @throws {Refusal} */
  async call(
    method: "GET" | "POST" | "DELETE",
    path: string,
    {
      query = {},
      json,
      key,
      accept,
    }: { query?: Query; json?: unknown; key?: string | undefined; accept?: string },
  ): Promise<Response> {
    const url = new URL(path, "http://in-process");
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = {
      ...(json !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
      ...(accept !== undefined && { accept }),
    };
    const body = json === undefined ? null : JSON.stringify(json);
    const env: InProcess = { actor: this.actor };
    const request = new Request(url, { method, headers, body, signal: this.signal });
    const answer = await this.api.request(request, undefined, env);
    if (!answer.ok) throw new Refusal((await answer.json()) as Problem);
    return answer;
  }
}
