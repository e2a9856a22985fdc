import type { AnswerTo, AskedName } from "../model/questions/index.js";
import type { Stage } from "./stage.js";

/** What came of a question: one of its answers, or the status of another one. */
export type Outcome<Q extends AskedName> = AnswerTo<Q> | { other: number };

/** How a question is asked, and what that takes at most. */
export interface Probe<Q extends AskedName> {
  /** Ordinary requests, where everything shows at the first look. */
  requests: number;
  /** @default 0 */
  batches?: number;
  /** Looks that may have to be repeated, because what they look for may show late or never. */
  looks: number;
  /** @throws UnseenError where TalkJS's answers don't show it. */
  ask: (stage: Stage) => Promise<Outcome<Q>>;
}

/** Probes of some questions. */
export type Probes<Q extends AskedName> = { readonly [N in Q]: Probe<N> };

/** A 200 that did none of what was expected. */
export const UNEXPECTED = { other: 200 } as const;
