import { z } from "zod";
import { failure } from "../base/errors.js";
import { API_VERSION } from "./api-version.js";
import { type Api, type CallOptions, encodeSegment, endpoint } from "./request.js";

/** The most operations that the API takes in a batch. */
export const OPERATIONS_PER_BATCH = 10;

/**
 * Operations that may be sent twice without harm, because a batch whose answer got lost is sent again: a POST only where
 * doing it twice does none.
 */
export interface BatchOperation {
  method: "GET" | "PUT" | "PATCH" | "DELETE" | "POST";
  /** The path's parts, not encoded, for example `["users", id]`. */
  path: readonly string[];
  /** The body, or the query of a GET with strings as values. */
  payload?: object;
  /** @default API_VERSION */
  version?: string;
}

/** What became of one operation. A 429 or 5xx here is the operation's own: it is not repeated. */
export interface BatchAnswer {
  status: number;
  body: unknown;
}

/**
 * Does up to 10 operations in one request, in any order, and answers them in the order of `operations`.
 * @throws API_TOO_MANY, API_ID_UNADDRESSABLE before anything is sent
 * @see https://talkjs.com/docs/Reference/REST_API/Batch/
 */
export async function sendBatch(
  api: Api,
  operations: readonly BatchOperation[],
  options?: CallOptions,
): Promise<BatchAnswer[]> {
  if (operations.length === 0) return [];
  if (operations.length > OPERATIONS_PER_BATCH)
    throw failure("API_TOO_MANY", { most: OPERATIONS_PER_BATCH, what: "operations" });
  const request = endpoint("POST /batch");
  const body = JSON.stringify(
    operations.map(({ method, path, payload = {}, version = API_VERSION }, index) => [
      index,
      method,
      path.map((part) => `/${encodeSegment(part, request.route)}`).join(""),
      payload,
      { api_version: version },
    ]),
  );
  return api({ ...request, body, meter: "batch", answer: answersTo(operations.length) }, options);
}

/** `[[sequence, status, body], …]` in any order, exactly one for each of `count` operations. */
function answersTo(count: number): z.ZodType<BatchAnswer[]> {
  return z.array(z.tuple([z.number(), z.number()], z.unknown())).transform((answers, context) => {
    const bySequence = new Map(answers.map(([sequence, status, body]) => [sequence, { status, body }]));
    const ordered = Array.from({ length: count }, (_, sequence) => bySequence.get(sequence));
    if (answers.length === count && ordered.every((answer) => answer !== undefined)) return ordered;
    context.addIssue({ code: "custom", message: "not one answer for each operation" });
    return z.NEVER;
  });
}
