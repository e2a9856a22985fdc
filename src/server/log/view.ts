import type { ConsistencyAnswer } from "../../sealing/consistency.js";
import type { LogVerdict, Verdict } from "../../sealing/verdict.js";
import { instant } from "../http/instant.js";
import type { Consistency } from "../../contracts/log.js";
import type { VerdictView } from "../../contracts/verification.js";

export const verdictView = ({ holds, logs, waiting, findings, more }: Verdict): VerdictView => ({
  holds,
  logs: logs.map(logView),
  waiting,
  findings,
  more,
});

const logView = ({ origin, closedAt, size, root, checkpoints, newest }: LogVerdict) => ({
  origin,
  closedAt: instant(closedAt),
  size,
  root: root.toString("base64"),
  checkpoints,
  newest: newest && { size: newest.size, at: instant(newest.at) },
});

export const consistencyView = ({ from, to, proof, reason }: ConsistencyAnswer): Consistency => ({
  extends: reason === null,
  from: { size: from.size, root: from.root.toString("base64") },
  to: { size: to.size, root: to.root.toString("base64"), checkpoint: to.note },
  proof: proof.map((hash) => hash.toString("base64")),
  ...(reason !== null && { reason }),
});
