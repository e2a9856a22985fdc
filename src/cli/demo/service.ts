import { once } from "node:events";
import * as Accounts from "../../contracts/accounts.js";
import { dashboard } from "../../dashboard/app.js";
import { openService } from "../../wiring/service.js";
import type { Runtime } from "../../wiring/runtime.js";
import type { ApiClient } from "../api/client.js";
import { listening } from "../serve/listening.js";
import type { Output } from "../io/output.js";

const NAME = "demo";

/** Serves the dashboard on the demo's data until the demo is stopped, and lets its visitor in once. */
export async function serveDemo(
  runtime: Runtime,
  api: ApiClient,
  { port, out, signal }: { port: number; out: Output; signal: AbortSignal },
): Promise<void> {
  const { host } = runtime.options.config;
  const opening = openService(runtime, { host, port, frontend: dashboard, signal });
  const service = await listening(opening, "Choose another one with --port.");
  const { link } = await api.call(Accounts.create, { body: { name: NAME, role: "approver" } });
  out.result({ url: service.url, signIn: `${service.url}${link.path}` }, [
    "",
    `The dashboard is at ${service.url}. This link signs you in once:`,
    `  ${service.url}${link.path}`,
  ]);
  out.say("Stop it with Ctrl-C.");
  if (!signal.aborted) await once(signal, "abort");
  await service.close();
}
