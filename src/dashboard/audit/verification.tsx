import { ReadableStream } from "node:stream/web";
import { raw } from "hono/html";
import { verify, type VerdictView, type VerificationLine } from "../../contracts/verification.js";
import type { PageContext } from "../env.js";
import { Progress } from "../parts/progress.js";
import { pageText, textOf } from "../render.js";
import { AuditHead } from "./tabs.js";
import { CutOff, VerdictPart } from "./verdict.js";

/** A person watches it; each line stays in the page. */
const PROGRESS_MS = 500;
/** Where the page is cut in two: what comes between them isn't known when it begins. */
const CUT = "<!-- verdict -->";

/**
 * Verifies the log and answers with a page that grows: first that it is under way, then how far it is, then the verdict.
 * Of the lines of progress the style sheet shows the last, and none when there is a verdict; no script takes part.
 * A visitor who leaves ends the work. @throws {Refusal} when it can't begin.
 */
export async function verificationPage(c: PageContext): Promise<Response> {
  const lines = await c.get("api").rows(verify, { body: {} });
  const frame = await pageText(c, "/audit/log/verification", <Verification />);
  return c.body(ReadableStream.from(grow(frame, lines, c.get("zone"))) as never, 200, {
    "Content-Type": "text/html; charset=utf-8",
  });
}

const Verification = () => (
  <>
    <AuditHead at="log" />
    <div id="verification" class="verification" aria-live="polite">
      <div class="card">
        <h2>Verifying…</h2>
        <p>
          Every entry is computed anew. The verdict will stand here; leaving this page ends the verification.
        </p>
      </div>
      {raw(CUT)}
    </div>
    <p>
      <a href="/audit/log">Back to the log</a>
    </p>
  </>
);

async function* grow(
  frame: string,
  lines: AsyncIterable<VerificationLine>,
  zone: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const [head = "", tail = ""] = frame.split(CUT);
  yield encoder.encode(head);
  let verdict: VerdictView | undefined;
  let saidAt = -Infinity;
  try {
    for await (const line of lines) {
      if ("verdict" in line) verdict = line.verdict;
      else if (performance.now() - saidAt >= PROGRESS_MS) {
        saidAt = performance.now();
        const { done, total } = line.progress;
        const part = (
          <div class="so-far" aria-hidden="true">
            <Progress done={done} total={total} label="Entries that were verified" />
          </div>
        );
        yield encoder.encode(await textOf(part));
      }
    }
  } catch {
    // It was cut off: there is no verdict, and the service's log says why.
  }
  const end = verdict ? <VerdictPart verdict={verdict} zone={zone} /> : <CutOff />;
  yield encoder.encode((await textOf(<div class="found">{end}</div>)) + tail);
}
