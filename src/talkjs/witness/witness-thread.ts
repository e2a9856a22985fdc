import { Worker } from "node:worker_threads";
import { failure } from "../../base/errors.js";
import type { ProxySettings } from "../transport.js";
import type { ApiUrls } from "./api-urls.js";

/** What a thread is told; all that it knows. */
export interface ThreadTask {
  /** The file of TalkJS's client, as a URL. */
  client: string;
  session: { appId: string; userId: string; token: string; apiUrls: ApiUrls | undefined };
  /** Undefined: none. */
  proxy: { https: string; none: string | undefined } | undefined;
  /** `look`: what is shown of people. `synchronize`: whether a page may write users. */
  kind: "look" | "synchronize";
  ids: readonly string[];
}

/** What it answers: once, with values as TalkJS's client had them. */
export type ThreadAnswer =
  /** In the order of the IDs; null: nobody is shown, undefined: TalkJS refuses the call. */
  | { end: "seen"; self: unknown; people: unknown[] }
  | { end: "synchronized"; isOn: boolean }
  /** There is no user as whom it signed in. */
  | { end: "unknown" }
  /** It isn't let in. */
  | { end: "refused" }
  | { end: "unclear" };

/** Beside this file, as it is there; built it stands beside the program. */
const THREAD = new URL("./client-thread.js", import.meta.url);
/** Far more than the client and a thousand people take. */
const MEMORY_MB = 256;

export const proxyOf = ({ https, none }: ProxySettings): ThreadTask["proxy"] =>
  https === undefined ? undefined : { https, none };

/**
 * Runs a task in a thread of its own and ends that with its answer. What the thread writes is thrown away: it may name people.
 * @throws {WITNESS_UNAVAILABLE} at the deadline, or where the thread ends by itself; the reason of `signal`.
 */
export async function runThread(
  task: ThreadTask,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<ThreadAnswer> {
  signal?.throwIfAborted();
  const worker = new Worker(THREAD, {
    workerData: task,
    ...{ env: {}, argv: [], execArgv: [], stdout: true, stderr: true },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  let deadline: NodeJS.Timeout | undefined;
  let abort: () => void = () => undefined;
  try {
    return await new Promise<ThreadAnswer>((resolve, reject) => {
      const fail = (reason: string) => reject(failure("WITNESS_UNAVAILABLE", { reason }));
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is its own
      abort = () => reject(signal?.reason);
      signal?.addEventListener("abort", abort);
      deadline = setTimeout(() => fail("no answer in time"), deadlineMs);
      worker.once("message", (answer: ThreadAnswer) => resolve(answer));
      // Its error is left behind: it can name a host, or a person.
      worker.once("error", () => fail("TalkJS's client failed"));
      worker.once("exit", () => fail("TalkJS's client ended"));
    });
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", abort);
    await worker.terminate();
  }
}
