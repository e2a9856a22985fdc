import { z } from "zod";
import type { Answer } from "../api/answer.js";

/** A call as a client sends it: `[seq, method, path, data, headers]`. */
export interface CallFrame {
  seq: number;
  method: string;
  /** Every segment is percent-encoded once. */
  path: string;
  data: unknown;
}

/** `ack`: the client has taken a frame of events. `broken`: no frame of this protocol. */
export type Frame = CallFrame | "ack" | "broken";

const seq = z.number().int().min(0);
const AckSchema = z.tuple([seq, z.literal("ACK")]);
const CallSchema = z.tuple(
  [seq, z.string(), z.string().startsWith("/")],
  // Data and headers. Assumption: headers mean nothing, for the client never fills them.
  z.unknown(),
);

export function frameOf(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "broken";
  }
  if (AckSchema.safeParse(value).success) return "ack";
  const call = CallSchema.safeParse(value);
  if (!call.success || call.data.length > 5) return "broken";
  const [seq, method, path, data] = call.data;
  return { seq, method, path, data };
}

export function answerFrame(seq: number, { status, body }: Answer): string {
  return `[${seq},${status},${body}]`;
}

/** `n` counts a connection's frames of events from 1; `events` are JSON texts. */
export function eventsFrame(n: number, events: readonly string[]): string {
  return `[${n},"PUBLISH",${events.join(",")}]`;
}
