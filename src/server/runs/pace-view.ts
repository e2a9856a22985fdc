import { handledOf } from "../../ledger/runs/batches.js";
import { paceFacts, usersOverTime } from "../../ledger/runs/pace.js";
import type { Run } from "../../ledger/runs/runs.js";
import { bucketsOf, paceOf, RECENT_MS } from "../../service/run/pace.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { instant } from "../http/instant.js";
import type { PaceView } from "../../contracts/runs.js";

export async function paceView({ ledger, batches }: OpenedApp, run: Run): Promise<PaceView> {
  const facts = await paceFacts(ledger.db, run.id, RECENT_MS);
  const { seconds, times } = bucketsOf(facts);
  const [from] = times;
  const users = from ? await usersOverTime(ledger.db, run.id, { from, seconds }) : new Map<number, number>();
  const { approvedAt, state, tally } = run;
  const handled = state === "planning" ? 0 : handledOf(await batches.progress(run.id));
  const total = tally.selected;
  return {
    bucketSeconds: seconds,
    points: times.map((at, part) => ({ at: instant(at), users: users.get(part) ?? 0 })),
    ...paceOf(facts, { state, approvedAt, handled, total }),
    handled,
    total,
  };
}
