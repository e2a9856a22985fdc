import { type ReadableStream, TransformStream } from "node:stream/web";
import type { AnswerOf, ItemOf, ListOperation, Operation, RowOf } from "../contracts/operation.js";
import { ScrubjayError, failure } from "../base/errors.js";
import { errorCode } from "../telemetry/error-code.js";
import type { Answer } from "./answer.js";
import { type Arguments, type Call, callOf } from "./call.js";
import { readNdjson } from "./read-ndjson.js";

/**
 * Carries calls to the API and brings back what it answers when all is well.
 * @throws the failure itself, never an answer that tells one.
 */
export interface Transport<A extends Answer = Answer> {
  /** Whether the API is another process's, which does the work by itself. */
  readonly isRemote: boolean;
  send(call: Call): Promise<A>;
}

/** A page of a list, and the cursor of the next one. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/**
 * The HTTP API as commands and pages use it: what an operation takes and answers is as its contract declares.
 *
 *     const { items, next } = await api.page(Holds.list, { query: { standing: "true" } });
 *
 * All calls throw what went wrong: in this process the very error that was thrown there, from a service a
 * `ServiceError` with the code, the detail and the remedy of its problem document. A service that can't be reached, or
 * doesn't answer like one of ours, is a `SERVICE_AWAY`.
 */
export class Client<A extends Answer = Answer> {
  constructor(
    private readonly transport: Transport<A>,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether a service does the work, rather than this process. */
  get isRemote(): boolean {
    return this.transport.isRemote;
  }

  /** Calls an operation that answers with one JSON document, or with none. */
  async call<O extends Operation>(operation: O, ...input: Arguments<O>): Promise<AnswerOf<O>> {
    const answer = await this.answer(operation, ...input);
    try {
      return (answer.status === 204 ? undefined : await answer.json()) as AnswerOf<O>;
    } catch (error) {
      throw this.asFailure(error);
    }
  }

  /** One page of a list. */
  async page<O extends ListOperation>(operation: O, ...input: Arguments<O>): Promise<Page<ItemOf<O>>> {
    const { [operation.list]: items, next } = (await this.call(operation, ...input)) as Record<
      string,
      unknown
    >;
    return { items, next } as Page<ItemOf<O>>;
  }

  /** A list from its first page to its last. */
  async *all<O extends ListOperation>(operation: O, query: object = {}): AsyncGenerator<ItemOf<O>> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const input = { query: { ...query, cursor } } as unknown as Arguments<O>[0];
      const { items, next } = await this.page(operation, ...([input] as unknown as Arguments<O>));
      yield* items;
      cursor = next;
    }
  }

  /**
   * What an operation answers as NDJSON, row by row, as fast as it is taken; begun when this resolves. An answer that is cut
   * off throws.
   */
  rows<O extends Operation>(operation: O, ...input: Arguments<O>): Promise<AsyncGenerator<RowOf<O>>> {
    return this.read(operation, input, (body) => readNdjson<RowOf<O>>(body));
  }

  /** What an operation answers, byte for byte, as fast as it is taken. An answer that is cut off throws. */
  bytes<O extends Operation>(operation: O, ...input: Arguments<O>): Promise<AsyncGenerator<Uint8Array>> {
    return this.read(operation, input, async function* (body) {
      yield* body;
    });
  }

  /** A short answer as a whole. */
  async text<O extends Operation>(operation: O, ...input: Arguments<O>): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await this.bytes(operation, ...input)) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }

  /** The answer itself, for whoever hands it on. */
  answer<O extends Operation>(operation: O, ...[input]: Arguments<O>): Promise<A> {
    return this.transport.send(callOf(operation, input, this.signal));
  }

  private async read<O extends Operation, T>(
    operation: O,
    [input]: Arguments<O>,
    parts: (body: ReadableStream<Uint8Array>) => AsyncIterable<T>,
  ): Promise<AsyncGenerator<T>> {
    const call = callOf(operation, input, this.signal);
    return this.partsOf(await this.transport.send(call), call, parts);
  }

  private async *partsOf<T>(
    answer: A,
    call: Call,
    parts: (body: ReadableStream<Uint8Array>) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    // In the same process nothing else ends an answer that has begun.
    const body: ReadableStream<Uint8Array> | undefined = answer.body?.pipeThrough(new TransformStream(), {
      signal: call.signal,
    });
    try {
      if (body) yield* parts(body);
    } catch (error) {
      throw call.signal.aborted ? error : this.asFailure(error);
    }
  }

  /** A service that ends in the middle of its answer has gone away. */
  private asFailure(error: unknown): unknown {
    const isOurs = error instanceof ScrubjayError || !this.isRemote || this.signal.aborted;
    return isOurs ? error : failure("SERVICE_AWAY", { reason: errorCode(error) });
  }
}
