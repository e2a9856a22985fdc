import type { Actor } from "../../ledger/evidence/actor.js";
import { createApp } from "../../server/app.js";
import { emptyShelf, type PolicyShelf } from "../../policy/shelf.js";
import { openSession } from "../../wiring/session.js";
import type { Session, SessionOptions } from "../../service/opened-app.js";
import type { Workshop } from "../../wiring/workshop.js";
import { ApiClient } from "./client.js";
import { InProcessTransport } from "../../client/in-process.js";

/** What a command needs where no service runs: the ledger to read and write, or also Redis, TalkJS and workers. */
export type ApiNeed = "ledger" | "work";

/** Opens the API in this process for as long as `use` takes. */
export async function inProcess<T>(
  options: SessionOptions,
  need: ApiNeed,
  signal: AbortSignal,
  use: (api: ApiClient) => Promise<T>,
): Promise<T> {
  const session = await openSession(options);
  try {
    if (need === "ledger") return await use(apiOf(session, signal));
    // Whoever only reads the ledger needs no queues and no client of TalkJS, which take as long to load as all else.
    const { openWorkshop } = await import("../../wiring/workshop.js");
    const workshop = await openWorkshop(session);
    return await use(apiOf(workshop, signal, await policiesOf(workshop)));
  } finally {
    await session.releasers.release();
  }
}

/** The policies that a service with these settings would have. Its schedules are a service's business. */
async function policiesOf({ context, telemetry, releasers }: Workshop): Promise<PolicyShelf> {
  const { policies: folder, erasurePolicy } = context.settings;
  if (folder === undefined && erasurePolicy === undefined) return emptyShelf;
  const { openPolicyFolder } = await import("../../wiring/policy-folder.js");
  const onChange = async () => undefined;
  const opened = await openPolicyFolder({ folder, erasurePolicy, telemetry, onChange });
  releasers.add(() => opened.close());
  return opened;
}

/** Whoever may open the ledger and its key may do everything. */
const CLI: Actor = { name: "cli", role: "owner" };

/** The API of what this process has opened itself. */
export function apiOf(
  opened: Session | Workshop,
  signal: AbortSignal,
  policies: PolicyShelf = emptyShelf,
): ApiClient {
  const workshop = "context" in opened ? opened : undefined;
  const api = createApp({ session: opened, context: workshop?.context, policies });
  return new ApiClient(new InProcessTransport(api, CLI), opened.options.appId, signal, () => {
    if (!workshop) throw new Error("a command that only uses the ledger can't take part in work");
    workshop.startWorkers();
  });
}
