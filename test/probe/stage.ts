import { onTestFinished } from "vitest";
import type { Assumed } from "../../src/sandbox/store/unknowns.js";
import { askAll, type AskOptions, type Asked } from "../../src/probe/ask-all.js";
import { FileLooks } from "../../src/talkjs/file-looks.js";
import type { TalkJS } from "../../src/talkjs/client.js";
import type { Finished } from "../support/finished.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { clientOf } from "../talkjs/api.js";

/** A local TalkJS in which nobody is, and what asks it. */
export interface ProbedSandbox extends TestSandbox {
  talkjs: TalkJS;
  files: FileLooks;
  /** Says how it answers what no document says. */
  assume(answers: Partial<Assumed>): Promise<void>;
  /** Asks everything. Nothing shows late here. */
  ask(more?: Partial<Pick<AskOptions, "signal" | "questionMs" | "onAsked">>): Promise<Asked>;
  /** IDs of all conversations. */
  conversations(): Promise<string[]>;
}

export async function probedSandbox(finished: Finished = onTestFinished): Promise<ProbedSandbox> {
  const sandbox = await startTestSandbox({ users: 0 }, finished);
  const { TALKJS_APP_ID: appId = "", TALKJS_SECRET_KEY: secretKey = "" } = sandbox.env;
  const talkjs = clientOf(sandbox.url, { appId, secretKey }, finished);
  const files = new FileLooks({ https: undefined, none: undefined });
  finished(() => files.close());
  return {
    ...sandbox,
    talkjs,
    files,
    async assume(assumed) {
      const answer = await fetch(`${sandbox.url}/_sandbox/settings`, {
        method: "PATCH",
        body: JSON.stringify({ assumed }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    ask: ({ signal = new AbortController().signal, questionMs = 60_000, onAsked = () => undefined } = {}) =>
      askAll({ talkjs, files, waits: [], questionMs, signal, onAsked }),
    async conversations() {
      const lines = (await (await fetch(`${sandbox.url}/_sandbox/export`)).text()).trim().split("\n");
      return lines
        .map((line) => JSON.parse(line || "{}") as { type?: string; data?: { id: string } })
        .flatMap(({ type, data }) => (type === "conversation" && data ? [data.id] : []));
    },
  };
}
