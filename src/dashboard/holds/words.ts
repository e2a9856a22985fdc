import type { HoldView } from "../../server/hold-view.js";
import type { Word } from "../words.js";

/** GDPR Art. 17(3), by letter. */
export const GROUND_WORDS: Record<HoldView["ground"], string> = {
  a: "Freedom of expression and information",
  b: "Legal obligation or public task",
  c: "Public health",
  d: "Archiving, research or statistics",
  e: "Legal claims",
};

export function holdWord({ standing, liftedAt }: HoldView): Word {
  if (standing) return { text: "Stands", tone: "soon" };
  return liftedAt === null ? { text: "Over", tone: "quiet" } : { text: "Lifted", tone: "quiet" };
}
