import findMyWay from "find-my-way";
import type { Answer } from "./answer.js";
import { notFound } from "./answer.js";
import { BATCH_ROUTE } from "../routes/keys.js";
import { ROUTES } from "../routes/table.js";
import type { Handler, Route } from "../routes/route.js";
import type { SandboxData } from "../sandbox-data.js";

const APP_PREFIX = "/v1/:appId";
/** IDs may be longer than the router's own limit of 100 characters. */
const MAX_PARAM_LENGTH = 65_536;

/** A request that a route takes. */
export interface Match {
  /** The template with its method, as stats name it. */
  key: string;
  template: string;
  /** Undefined for `POST /batch`. */
  handler: Handler | undefined;
  params: Record<string, string | undefined>;
  query: Record<string, unknown>;
}

/** What of a request isn't its route. */
export interface Request {
  body: unknown;
  path: string;
  /** Of the API. */
  version: string;
}

interface Store {
  key: string;
  template: string;
  handler: Handler | undefined;
}

/** Finds the route of a request. Every path segment is percent-decoded exactly once. */
export class Router {
  readonly #router = findMyWay({ maxParamLength: MAX_PARAM_LENGTH, onBadUrl: () => undefined });

  constructor() {
    for (const { method, template, handler } of ROUTES) this.#add(method, template, handler);
    this.#add("POST", "/batch", undefined);
  }

  /** `url` is the request's target with its query. Undefined when no route takes it or it is not well encoded. */
  find(method: string, url: string): Match | undefined {
    const found = this.#router.find(method as Route["method"], url);
    const store = found?.store as Store | null | undefined;
    if (!found || !store) return undefined;
    return { ...store, params: found.params, query: found.searchParams };
  }

  #add(method: Route["method"], template: string, handler: Handler | undefined): void {
    const path = APP_PREFIX + template.replace(/\{(\w+)\}/g, ":$1");
    const store: Store = { key: `${method} ${template}`, template, handler };
    this.#router.on(method, path, () => undefined, store);
  }
}

/** Runs one call of the table against the sandbox's data. */
export function run(match: Match, { body, path, version }: Request, data: SandboxData): Answer {
  if (match.handler === undefined) return notFound("operation");
  const { params, query } = match;
  const method = match.key.slice(0, match.key.indexOf(" "));
  return match.handler(
    { params, query, body, target: { over: "rest", method, route: match.template, path }, version },
    data,
  );
}

export { BATCH_ROUTE };
