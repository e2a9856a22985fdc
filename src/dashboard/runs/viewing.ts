import type { Visitor } from "../env.js";

/** Who looks at a run, and when. */
export interface RunViewing {
  visitor: Visitor;
  zone: string;
  now: Date;
  /** Whoever planned a run can't approve it too. */
  fourEyes: boolean;
}
