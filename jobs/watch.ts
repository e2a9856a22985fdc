import { z } from "zod";
import { isHopeless } from "../src/erasure/hopeless.js";
import type { Control, Job, Pass } from "../src/queue/job.js";
import type { Watch } from "../src/ledger/watches.js";
import type { JobContext } from "./context.js";
import { endWatch } from "./end-watch.js";
import { Watchman } from "./watch-page.js";

/** One pass holds a worker this long; then the job steps aside, so that a killed process costs little. */
const PASS_MS = 3_000;

const WatchData = z.strictObject({ watch: z.int().positive() });
type WatchData = z.infer<typeof WatchData>;

/**
 * Pages through all users for people who were erased and hold personal data again. Each page is one transaction that
 * also moves the cursor on, so a killed watch goes on where it was and nobody is counted twice. What is to be scrubbed
 * is then listed into runs, which do it.
 */
export const watch: Job<WatchData, JobContext> = {
  name: "watch",
  queue: () => "control",
  data: WatchData,
  id: ({ watch: id }) => `watch-${id}`,

  async run({ watch: id }, context, control) {
    try {
      return await watchSome(id, context, control);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      await fail(id, error.code, context);
      return "done";
    }
  },

  giveUp: ({ watch: id }, context, code) => fail(id, code, context),
};

async function watchSome(id: number, context: JobContext, { signal }: Control): Promise<Pass> {
  const deadline = Date.now() + PASS_MS;
  let watchman: Watchman | undefined;
  do {
    const found = await context.watches.get(id);
    if (found.state !== "scanning") return "done";
    watchman ??= new Watchman(found, context);
    if (await watchPage(found, watchman, context, signal)) continue;
    await endWatch(found, context);
    return "done";
  } while (Date.now() < deadline && !signal.aborted);
  return { againInMs: 0 };
}

/** @returns whether there may be another page: only an empty one is the end, for a short page proves nothing. */
async function watchPage(
  found: Watch,
  watchman: Watchman,
  context: JobContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, page } = found;
  const seal = context.seal.ofLedger();
  const place = (number: number) => `watch:${id}:${number}`;
  const startingAfter = found.cursor === null ? undefined : seal.open(found.cursor, place(page));
  const seenAt = context.clock();
  const users = await context.talkjs.lane("bulk").users.page({ startingAfter }, { signal });
  const last = users.at(-1);
  if (!last) return false;
  const seen = await watchman.look(users, seenAt);
  const cursor = seal.close(last.id, place(page + 1));
  const committed = await context.db.transaction((tx) =>
    context.watches.commitPage(tx, found, { ...seen, cursor, users: users.length, seenAt }),
  );
  if (committed) {
    const cameBack = seen.cameBack.length;
    context.telemetry.emit("watch.page", { watch: id, page, users: users.length, cameBack });
  }
  return true;
}

async function fail(id: number, code: string, context: JobContext): Promise<void> {
  if (!(await context.watches.fail(id, code, context.clock()))) return;
  const { cameBack } = await context.watches.get(id);
  context.telemetry.emit("watch.finished", { watch: id, state: "failed", cameBack, code });
}
