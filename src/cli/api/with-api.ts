import { z } from "zod";
import type { Config } from "../../config/config.js";
import { ConfigError } from "../../config/error.js";
import { ScrubjayError, failure } from "../../base/errors.js";
import type { Need } from "../../config/required-settings.js";
import { openAppOptions, type WithOptions } from "../command.js";
import type { Invocation } from "../invocation.js";
import { createOutput, type Output } from "../io/output.js";
import { settingsOf } from "../input/settings.js";
import type { Transport } from "../../client/client.js";
import { ApiClient } from "./client.js";
import { findService } from "./find-service.js";
import type { ServiceAddress } from "../../client/http.js";
import type { ApiNeed } from "./in-process-api.js";

const NEEDS: Record<ApiNeed, Need[]> = { ledger: ["app"], work: ["app", "talkjs"] };

/**
 * Runs a command on the HTTP API. The API is, in this order: that of SCRUBJAY_URL with SCRUBJAY_TOKEN; that of the
 * `serve` which has this data folder (without DATABASE_URL), with its owner's token; or the same API called in this
 * process, as role owner under the name `cli`. The command doesn't see the difference:
 *
 *     await withApi({ invocation, name: "hold list", options }, "ledger", async (api, out) => {
 *       const { items } = await api.page(Holds.list, { query: { standing: "true" } });
 *       out.result(items, items.map(line));
 *     });
 *
 * `name` is told to whom finds the data folder taken. `ledger` opens no Redis and needs no secret key, so the routes it
 * calls may use only `backend.app`; `work` has `backend.context`, and works once `api.takePart()` is called (which does nothing where a service does the work): call it after what makes the work,
 * then follow that with `followUntil` of ../follow.ts.
 *
 * @throws {ConfigError | ServiceError | SERVICE_AWAY | OTHER_APP} and whatever the routes throw; see `ApiClient`.
 */
export async function withApi<T>(
  command: WithOptions,
  need: ApiNeed,
  use: (api: ApiClient, out: Output, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { invocation, name, options } = command;
  const { signal } = invocation;
  const out = createOutput(invocation, options);
  try {
    const address = await addressOf(invocation, NEEDS[need]);
    const withClient = (api: ApiClient) => use(api, out, signal);
    if (address) return await remotely(address, invocation, withClient);
    const config = settingsOf(invocation, NEEDS[need]);
    // What does the work is most of a command's start; a client of a service doesn't need it.
    const { inProcess } = await import("./in-process-api.js");
    return await inProcess(openAppOptions(invocation, name, config), need, signal, withClient);
  } catch (error) {
    const isEnded = signal.aborted && !(error instanceof ScrubjayError);
    if (!isEnded || need === "ledger") throw error;
    throw failure("INTERRUPTED.call");
  }
}

/** Where the service is, to be asked again when it is lost; undefined where none is meant. */
async function addressOf(
  invocation: Invocation,
  needs: Need[],
): Promise<(() => Promise<ServiceAddress>) | undefined> {
  const config = settings(invocation, needs);
  if (config.serviceUrl !== undefined) {
    const { serviceUrl: url, serviceToken: token } = config;
    if (token === undefined) throw new ConfigError([NO_TOKEN]);
    return async () => ({ url, token });
  }
  if (config.databaseUrl !== undefined) return undefined;
  if (!(await findService(config.dataDir))) return undefined;
  return async () => {
    const found = await findService(config.dataDir);
    if (!found) throw failure("SERVICE_AWAY", { reason: "it doesn't run" });
    return found;
  };
}

const NO_TOKEN = {
  setting: "SCRUBJAY_TOKEN",
  problem:
    "is not set; the service of SCRUBJAY_URL takes no call without one; make one with: scrubjay token create",
};

/** A client of a service needs nothing else to be set; but where something is wrong, all that is missing is told too. */
function settings(invocation: Invocation, needs: Need[]): Config {
  try {
    return settingsOf(invocation);
  } catch {
    return settingsOf(invocation, needs);
  }
}

async function remotely<T>(
  locate: () => Promise<ServiceAddress>,
  { env, signal }: Invocation,
  use: (api: ApiClient) => Promise<T>,
): Promise<T> {
  // Its HTTP client takes 35 ms to load, which whoever calls in this process does without.
  const { HttpTransport } = await import("../../client/http.js");
  const transport = new HttpTransport(locate);
  try {
    const app = await greet(transport, env["TALKJS_APP_ID"], signal);
    return await use(new ApiClient(transport, app, signal, () => undefined));
  } finally {
    await transport.close();
  }
}

const Greeting = z.object({ app: z.string() });

/** Asks who is there, before anything else is asked of it. @throws {OTHER_APP} */
async function greet(transport: Transport, ours: string | undefined, signal: AbortSignal): Promise<string> {
  const answer = await transport.send({ method: "GET", path: "/v1", signal });
  const greeting = Greeting.safeParse(await answer.json().catch(() => undefined));
  if (!greeting.success) throw failure("SERVICE_AWAY", { reason: "what answers there is no Scrubjay" });
  const { app } = greeting.data;
  if (ours && ours !== app) throw failure("OTHER_APP", { theirs: app, ours });
  return app;
}
