import type { InputOf, Operation } from "../contracts/operation.js";

/** What an address may end with; a value that is undefined or null is not sent. */
export type Query = Record<string, string | number | boolean | null | undefined>;

/** A call of the API, as a transport carries it. */
export interface Call {
  method: string;
  /** Of our own making, such as `/v1/runs/7`: parts that are filled in are encoded. */
  path: string;
  query?: Query | undefined;
  /** A value that is sent as JSON. */
  json?: unknown;
  /** Values that are sent one by one, as NDJSON. */
  lines?: AsyncIterable<unknown> | undefined;
  /** The form of the answer that is wanted, where an operation has several. */
  accept?: string | undefined;
  /** The same for a call that may be sent twice: it is done once, where the operation is idempotent. */
  key?: string | undefined;
  signal: AbortSignal;
}

/** What a call may say beside what its operation takes. */
export type Options = Partial<Pick<Call, "lines" | "accept" | "key" | "signal">>;

/** What `Client` takes for an operation: nothing, where the operation needs nothing. */
export type Arguments<O> =
  object extends InputOf<O>
    ? [input?: InputOf<O> & Options]
    : [input: (InputOf<O> & Options) | (Partial<InputOf<O>> & Options & { lines: AsyncIterable<unknown> })];

/** @param signal ends the call, unless the input has its own. */
export function callOf(operation: Operation, input: unknown = {}, signal: AbortSignal): Call {
  const {
    params = {},
    query,
    body,
    ...options
  } = input as Options & {
    params?: Record<string, string | number>;
    query?: Query;
    body?: unknown;
  };
  const path = operation.path.replaceAll(/{(\w+)}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${operation.path} was called without its ${name}`);
    return encodeURIComponent(value);
  });
  return { method: operation.method.toUpperCase(), path, query, json: body, signal, ...options };
}
