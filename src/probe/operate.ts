import { failure } from "../base/errors.js";
import type { BatchOperation } from "../talkjs/batch.js";
import { attempt, type Attempt } from "./attempt.js";
import type { Stage } from "./stage.js";

const TOO_MANY = 429;
const BROKEN = 500;

/** How TalkJS took one operation in a batch. It may refuse the operation, or the batch for its sake. */
export async function operate(stage: Stage, operation: BatchOperation): Promise<Attempt<unknown>> {
  const sent = await attempt(stage.talkjs.batch([operation], stage.call));
  if (!sent.taken) return sent;
  const { status = 0, body } = sent.value[0] ?? {};
  if (status === TOO_MANY || status >= BROKEN)
    throw failure("API_UNAVAILABLE", { route: "POST /batch", reason: `status ${status}` });
  return status === 200 ? { taken: true, value: body } : { taken: false, status };
}
