import { OTHER, type FoundAnswer } from "../model/app-answers.js";
import type { AskedName } from "../model/questions/index.js";
import { errorCode } from "../telemetry/error-code.js";
import { UnseenError } from "./attempt.js";
import { IN_ORDER, PROBES } from "./probes.js";
import { clearAway, setUp } from "./setting-up.js";
import { Stage, type StageOptions } from "./stage.js";

const CLEARING_MS = 30_000;

/** How long is waited, in milliseconds. */
export const PACE = {
  /** Before each further look at what may show late. */
  waits: [500, 2_000] as readonly number[],
  /** For one question; longer than it takes with each of its requests tried several times. */
  questionMs: 90_000,
};

/** Why a question has no answer: TalkJS doesn't show it, or the code of what failed. */
export type Unanswered = "unseen" | (string & {});

export interface Asked {
  found: ReadonlyMap<AskedName, FoundAnswer>;
  unanswered: ReadonlyMap<AskedName, Unanswered>;
  /** Why the conversation is still there, by a code; undefined: it is deleted. */
  left: string | undefined;
}

/** Whether everything was asked, and is cleared away. */
export const isWhole = ({ unanswered, left }: Asked): boolean =>
  left === undefined && [...unanswered.values()].every((why) => why === "unseen");

export interface AskOptions extends StageOptions {
  questionMs: number;
  /** Ends it; what was made is deleted all the same. */
  signal: AbortSignal;
  /** Is told how many of all questions were asked. */
  onAsked: (count: number, all: number) => void;
}

/**
 * Asks TalkJS every question, one after the other, and clears away what was made for it. A question that can't be
 * asked leaves the others.
 * @throws the reason of `signal`, and what keeps it from beginning at all.
 */
export async function askAll({ signal, onAsked, questionMs, ...options }: AskOptions): Promise<Asked> {
  const stage = new Stage(options, signal);
  const found = new Map<AskedName, FoundAnswer>();
  const unanswered = new Map<AskedName, Unanswered>();
  let left: string | undefined;
  try {
    await setUp(stage);
    for (const [index, name] of IN_ORDER.entries()) {
      onAsked(index, IN_ORDER.length);
      const answer = await ask(name, stage, questionMs);
      if (typeof answer === "string") unanswered.set(name, answer);
      else found.set(name, answer);
    }
    onAsked(IN_ORDER.length, IN_ORDER.length);
  } finally {
    left = await clearAway(stage.until(AbortSignal.timeout(CLEARING_MS))).then(() => undefined, errorCode);
  }
  return { found, unanswered, left };
}

async function ask<Q extends AskedName>(
  name: Q,
  stage: Stage,
  questionMs: number,
): Promise<FoundAnswer<Q> | Unanswered> {
  const signal = AbortSignal.any([stage.signal, AbortSignal.timeout(questionMs)]);
  try {
    const outcome = await PROBES[name].ask(stage.until(signal));
    if (typeof outcome === "object") return { answer: OTHER, status: outcome.other };
    return { answer: outcome, status: null };
  } catch (error) {
    stage.signal.throwIfAborted();
    if (error instanceof UnseenError) return "unseen";
    return signal.aborted ? "LATE" : errorCode(error);
  }
}
