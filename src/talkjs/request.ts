import type { z } from "zod";
import { failure } from "../base/errors.js";
import type { Meter } from "../quota/rate-limiter.js";

/** One call of the API, as it is sent at every attempt. */
export interface ApiRequest<T> {
  method: string;
  /** The template, for example `PUT /users/{id}`: what may be told of the request. */
  route: string;
  /** With its IDs, encoded, below `/v1/{appId}`; personal data. */
  path: string;
  /** JSON, unless `contentType` says otherwise. */
  body?: string | Uint8Array;
  contentType?: string;
  /** Of the API. @default API_VERSION */
  version?: string | undefined;
  meter: Meter;
  /** What a 200 must say. */
  answer: z.ZodType<T>;
  /** What a 404 means, where it is an answer and not a failure. */
  absent?: T;
  /** Whether an answer is only believed when a second one, a moment later, says the same: that there is nothing. */
  isDoubtful?(answer: T): boolean;
}

export type QueryValue = string | number | boolean | undefined;

/** Options of every call. */
export interface CallOptions {
  /** Ends the call, waiting or in flight, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Called before every attempt, when its turn has come: a call can wait for minutes. What it throws ends the call, and
   * that attempt isn't sent.
   */
  beforeSend?: (() => Promise<void>) | undefined;
}

/** Sends a request, and again until it is answered or given up. */
export type Api = <T>(request: ApiRequest<T>, options?: CallOptions) => Promise<T>;

/** The method and path of `route`, its `{…}` filled with `ids` in order, and a query without what is undefined. */
export function endpoint(
  route: `${"GET" | "PUT" | "POST" | "PATCH" | "DELETE"} /${string}`,
  ids: readonly string[] = [],
  query: Readonly<Record<string, QueryValue>> = {},
): { route: string; method: string; path: string } {
  const [method = "", template = ""] = route.split(" ");
  const left = [...ids];
  const path = template.replace(/\{\w+\}/g, () => encodeSegment(left.shift() ?? "", route));
  return { route, method, path: path + encodeQuery(query, route) };
}

/** @throws API_ID_UNADDRESSABLE */
export function encodeSegment(id: string, route: string): string {
  if (!isAddressable(id)) throw failure("API_ID_UNADDRESSABLE", { route });
  return encodeURIComponent(id);
}

/** Whether an ID can stand in a path. */
export function isAddressable(id: string): boolean {
  return id !== "" && id !== "." && id !== ".." && !/\p{Surrogate}/u.test(id);
}

/** @throws API_ID_UNADDRESSABLE where the ID has half of a surrogate pair, which would be sent as another ID. */
export function assertWellFormed(id: string, route: string): void {
  if (/\p{Surrogate}/u.test(id)) throw failure("API_ID_UNADDRESSABLE", { route });
}

function encodeQuery(query: Readonly<Record<string, QueryValue>>, route: string): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    assertWellFormed(String(value), route);
    return [`${name}=${encodeURIComponent(value)}`];
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
