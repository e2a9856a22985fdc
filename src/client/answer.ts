import type { ReadableStream } from "node:stream/web";

/** Of what every implementation of `fetch` answers, what is needed here. */
export type Answer = Pick<Response, "status" | "json"> & { body: ReadableStream<Uint8Array> | null };
