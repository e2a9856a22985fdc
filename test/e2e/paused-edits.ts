import { onTestFinished } from "vitest";
import type { Finished } from "../support/finished.js";
import { proxy } from "../support/proxy.js";
import { until } from "../support/until.js";

/** TalkJS with edits that can be kept waiting: a run at it stands where the test wants to have it. */
export interface PausedEdits {
  /** The setting that points a command at it. */
  env: { TALKJS_API_URL: string };
  /** From now on lets so many calls that edit through, beside those that wait already and go on waiting. */
  allow: (calls: number) => void;
  /** Lets everything through, also what waits, where somebody still waits for its answer. */
  allowAll: () => void;
  /** Waits until something has been edited since `allow`. */
  begun: () => Promise<unknown>;
}

/** @param url of the TalkJS that is to be held back. All calls go through until `allow`. */
export async function pauseEdits(url: string, finished: Finished = onTestFinished): Promise<PausedEdits> {
  let left = Infinity;
  let edited = 0;
  const waiting: (() => void)[] = [];
  const hooks = {
    async before({ method }: { method: string }) {
      if (method === "PUT" && left-- <= 0) await new Promise<void>((resume) => waiting.push(resume));
    },
    after({ method }: { method: string }) {
      if (method === "PUT") edited++;
    },
  };
  const allow = (calls: number) => {
    left = calls;
    edited = 0;
  };
  return {
    env: { TALKJS_API_URL: await proxy(url, hooks, finished) },
    allow,
    allowAll() {
      allow(Infinity);
      for (const resume of waiting.splice(0)) resume();
    },
    begun: () => until("the first edits", () => edited > 0),
  };
}
