import type { HoldView } from "../../contracts/holds.js";
import type { Word } from "../../model/word.js";

export function holdWord({ standing, liftedAt }: HoldView): Word {
  if (standing) return { text: "Stands", tone: "soon" };
  return liftedAt === null ? { text: "Over", tone: "quiet" } : { text: "Lifted", tone: "quiet" };
}
