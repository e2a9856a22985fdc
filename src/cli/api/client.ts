import { TransformStream } from "node:stream/web";
import { ScrubjayError } from "../../errors.js";
import { errorCode } from "../../telemetry/error-code.js";
import { readJson, readLines, type Answer } from "./answer.js";
import { ServiceAwayError } from "./errors.js";

export type Query = Record<string, string | number | boolean | undefined>;

/** One call as a transport carries it. */
export interface Call {
  method: "GET" | "POST" | "DELETE";
  /** Of our own making, such as `/v1/runs/7`: no part of it ever comes from a person. */
  path: string;
  query?: Query | undefined;
  /** A value that is sent as JSON. */
  json?: unknown;
  /** Values that are sent one by one, as NDJSON. */
  lines?: AsyncIterable<unknown> | undefined;
  signal: AbortSignal;
}

/**
 * Carries calls to the API and brings back what it answers when all is well.
 * @throws the failure itself, never an answer that tells one.
 */
export interface Transport {
  /** Whether the API is another process's, which does the work by itself. */
  readonly isRemote: boolean;
  send(call: Call): Promise<Answer>;
}

/**
 * The HTTP API as commands use it. Every path and body is that of the API's routes; `T` is what the route answers.
 *
 * All calls throw what went wrong: in this process the very error that was thrown there, from a service a
 * `ServiceError` with the code, the detail and the remedy of its problem document. A service that can't be reached, or
 * doesn't answer like one of ours, is a `ServiceAwayError`.
 */
export class ApiClient {
  constructor(
    private readonly transport: Transport,
    /** The app that the API works on. */
    readonly app: string,
    private readonly signal: AbortSignal,
    private readonly startWorkers: () => void,
  ) {}

  /** Whether a service does the work, rather than this process. */
  get isRemote(): boolean {
    return this.transport.isRemote;
  }

  get<T>(path: string, query?: Query): Promise<T> {
    return this.json({ method: "GET", path, query, signal: this.signal });
  }

  post<T>(path: string, json?: unknown): Promise<T> {
    return this.json({ method: "POST", path, json, signal: this.signal });
  }

  delete<T>(path: string): Promise<T> {
    return this.json({ method: "DELETE", path, signal: this.signal });
  }

  /** Sends values one by one, so that memory stays flat however many there are; a failure of `lines` is thrown as it is. */
  upload<T>(path: string, lines: AsyncIterable<unknown>): Promise<T> {
    return this.json({ method: "POST", path, lines, signal: this.signal });
  }

  /** What the API answers as NDJSON, value by value, as fast as it is taken. */
  lines<T>(path: string, query?: Query): AsyncGenerator<T> {
    return this.read({ method: "GET", path, query, signal: this.signal }, (answer) => readLines<T>(answer));
  }

  /** Reads an answer that isn't one JSON document, part by part, until `call.signal` ends it. */
  async *read<T>(call: Call, parts: (answer: Answer) => AsyncIterable<T>): AsyncGenerator<T> {
    const answer = await this.transport.send(call);
    // In the same process nothing else ends an answer that has begun.
    const body = answer.body?.pipeThrough(new TransformStream<Uint8Array>(), { signal: call.signal }) ?? null;
    try {
      yield* parts({ status: answer.status, json: () => answer.json(), body });
    } catch (error) {
      throw call.signal.aborted ? error : this.asFailure(error);
    }
  }

  /** Takes part in the work from now on, where no service does it. Only for commands that asked for `work`. */
  takePart(): void {
    this.startWorkers();
  }

  private async json<T>(call: Call): Promise<T> {
    const answer = await this.transport.send(call);
    try {
      return await readJson<T>(answer);
    } catch (error) {
      throw this.asFailure(error);
    }
  }

  /** A service that ends in the middle of its answer has gone away. */
  private asFailure(error: unknown): unknown {
    const isOurs = error instanceof ScrubjayError || !this.isRemote || this.signal.aborted;
    return isOurs ? error : new ServiceAwayError(errorCode(error));
  }
}
