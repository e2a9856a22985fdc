import { COMEBACK_SEEN } from "../src/model/actions.js";
import { watchJob } from "../src/service/jobs.js";
import type { Control, Job } from "../src/queue/job.js";
import type { Watch } from "../src/ledger/watches/watches.js";
import type { JobContext } from "../src/service/context.js";
import { endWatch, type EndContext } from "../src/service/watch/end.js";
import { demandUsers } from "../src/service/demand-users.js";
import { pass } from "../src/service/pass.js";
import { fieldKey } from "../src/erasure/subject-policy.js";
import { unknownFields } from "../src/policy/unknown-fields.js";
import { readUserPage } from "../src/erasure/user-page.js";
import { WatchScanner, type ScannerContext } from "../src/service/watch/scanner.js";

type Context = EndContext & ScannerContext & Pick<JobContext, "talkjs">;

/**
 * Pages through all users for people who were erased and hold personal data again. Each page is one transaction that
 * also moves the cursor on, so a killed watch goes on where it was and nobody is counted twice. What is to be scrubbed
 * is then listed into runs, which do it.
 */
export const watch: Job<{ watch: number }, Context> = {
  ...watchJob,

  run({ watch: id }, context, control) {
    return pass(watcher(id, context, control), control, (code) => fail(id, code, context));
  },

  giveUp: ({ watch: id }, context, code) => fail(id, code, context),
};

function watcher(id: number, context: Context, { signal }: Control): () => Promise<boolean> {
  let scanner: WatchScanner | undefined;
  return async () => {
    const found = await context.watches.get(id);
    if (found.state !== "scanning") return false;
    scanner ??= new WatchScanner(found, context);
    const more = await watchPage(found, scanner, context, signal);
    if (!more) {
      await demandUsers(found.scanned, context);
      await endWatch(found, context);
    }
    return more;
  };
}

/** @returns whether there may be another page. */
async function watchPage(
  found: Watch,
  scanner: WatchScanner,
  context: Context,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, page } = found;
  const cipher = context.encryption.ofLedger();
  const seenAt = context.clock();
  const read = await readUserPage(context.talkjs.lane("bulk"), found, {
    cipher,
    place: `watch:${id}`,
    signal,
  });
  if (!read) return false;
  const { users, cursor } = read;
  const { recordsOf, ...seen } = await scanner.scan(users, seenAt);
  const fields = users.flatMap((user) => unknownFields(user).names);
  const committed = await context.db.transaction(async (tx) => {
    const added = await context.watches.commitPage(tx, found, {
      ...seen,
      ...{ cursor, users: users.length, seenAt },
    });
    if (!added) return false;
    await context.actions.recordAll(tx, COMEBACK_SEEN, recordsOf(added));
    const names = fields.map((name) => fieldKey(name, context.pseudonyms));
    await context.userFields.meet(tx, names, seenAt);
    return true;
  });
  if (committed) {
    const cameBack = seen.cameBack.length;
    context.telemetry.emit("watch.page", { watch: id, page, users: users.length, cameBack });
  }
  return true;
}

async function fail(id: number, code: string, context: Context): Promise<void> {
  if (!(await context.watches.fail(id, code, context.clock()))) return;
  const { cameBack } = await context.watches.get(id);
  context.telemetry.emit("watch.finished", { watch: id, state: "failed", cameBack, code });
}
