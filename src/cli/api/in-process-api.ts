import type { Actor } from "../../ledger/evidence/actor.js";
import { createApi } from "../../server/create-api.js";
import { noPolicies, type NamedPolicies } from "../../policy/named-policies.js";
import { openApp } from "../../wiring/open-app.js";
import type { OpenedApp, OpenAppOptions } from "../../service/opened-app.js";
import type { Runtime } from "../../wiring/runtime.js";
import { ApiClient } from "./client.js";
import { InProcessTransport } from "../../client/in-process.js";

/** What a command needs where no service runs: the ledger to read and write, or also Redis, TalkJS and workers. */
export type ApiNeed = "ledger" | "work";

/** Opens the API in this process for as long as `use` takes. */
export async function inProcess<T>(
  options: OpenAppOptions,
  need: ApiNeed,
  signal: AbortSignal,
  use: (api: ApiClient) => Promise<T>,
): Promise<T> {
  const app = await openApp(options);
  try {
    if (need === "ledger") return await use(apiOf(app, signal));
    // Whoever only reads the ledger needs no queues and no client of TalkJS, which take as long to load as all else.
    const { openRuntime } = await import("../../wiring/runtime.js");
    const runtime = await openRuntime(app);
    return await use(apiOf(runtime, signal, await policiesOf(runtime)));
  } finally {
    await app.cleanup.run();
  }
}

/** The policies that a service with these settings would have. Its schedules are a service's business. */
async function policiesOf({ context, telemetry, cleanup }: Runtime): Promise<NamedPolicies> {
  const { policies: folder, erasurePolicy } = context.settings;
  if (folder === undefined && erasurePolicy === undefined) return noPolicies;
  const { openPolicyFolder } = await import("../../wiring/policy-folder.js");
  const onChange = async () => undefined;
  const opened = await openPolicyFolder({ folder, erasurePolicy, telemetry, onChange });
  cleanup.add(() => opened.close());
  return opened;
}

/** Whoever may open the ledger and its key may do everything. */
const CLI: Actor = { name: "cli", role: "owner" };

/** The API of what this process has opened itself. */
export function apiOf(
  opened: OpenedApp | Runtime,
  signal: AbortSignal,
  policies: NamedPolicies = noPolicies,
): ApiClient {
  const runtime = "context" in opened ? opened : undefined;
  const api = createApi({ app: opened, context: runtime?.context, policies });
  return new ApiClient(new InProcessTransport(api, CLI), opened.options.appId, signal, () => {
    if (!runtime) throw new Error("a command that only uses the ledger can't take part in work");
    runtime.startWorkers();
  });
}
