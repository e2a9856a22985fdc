import { ReadableStream } from "node:stream/web";
import { verifyLog, type VerifyOptions } from "../../sealing/verify-log.js";
import type { LogContext } from "../../sealing/log-context.js";
import { verdictView } from "./view.js";
import type { VerificationLine } from "../../contracts/verification.js";

/** A person watches it. */
const PROGRESS_MS = 200;

/**
 * Verifies the logs and answers with NDJSON: lines of progress, the verdict last. A failure in the middle cuts the
 * answer off; whoever stops reading ends the work.
 */
export function verificationAnswer(
  context: LogContext,
  {
    signal,
    onEnd,
    ...options
  }: Pick<VerifyOptions, "checkpoints" | "verifierKeys"> & { signal: AbortSignal; onEnd: () => void },
): Response {
  const unread = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(stream) {
      const send = (line: VerificationLine) => stream.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      let saidAt = -Infinity;
      try {
        const verdict = await verifyLog(context, {
          ...options,
          signal: AbortSignal.any([signal, unread.signal]),
          onProgress: (done, total) => {
            // A caller that reads slowly gets fewer of them.
            if (performance.now() - saidAt < PROGRESS_MS || (stream.desiredSize ?? 0) <= 0) return;
            saidAt = performance.now();
            send({ progress: { done, total } });
          },
        });
        send({ verdict: verdictView(verdict) });
        stream.close();
      } finally {
        onEnd();
      }
    },
    cancel: () => unread.abort(),
  });
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
}
