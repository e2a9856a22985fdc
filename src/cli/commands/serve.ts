import { once } from "node:events";
import { InvalidArgumentError, type Command } from "commander";
import { failure } from "../../base/errors.js";
import type { Config } from "../../config/config.js";
import { openService } from "../../wiring/service.js";
import { VERSION } from "../../version.js";
import type { Runtime } from "../../wiring/runtime.js";
import { wholeNumber } from "../input/arguments.js";
import { withRuntime } from "../command.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { listening } from "../serve/listening.js";
import type { Warning } from "../io/standard-error.js";

interface ServeOptions extends CommonOptions {
  worker: boolean;
  policies?: string;
  erasurePolicy?: string;
  host?: string;
  port?: number;
}

const DEFAULT_PORT = 8080;

export function registerServe(program: Command, invocation: Invocation): void {
  program
    .command("serve")
    .option("--no-worker", "only the API; workers run elsewhere (needs DATABASE_URL)")
    .option("--policies <folder>", "policy files, by name and with their schedules (or SCRUBJAY_POLICIES)")
    .option("--erasure-policy <file>", "what erasure requests blank (or SCRUBJAY_ERASURE_POLICY)")
    .option("--host <address>", "address to listen on (or HOST; default: 127.0.0.1)", address)
    .option(
      "--port <number>",
      `0 takes any free one (or PORT; default: ${DEFAULT_PORT})`,
      wholeNumber(0, 65_535),
    )
    .summary("run the service: dashboard, HTTP API, schedules and workers, until stopped")
    .description(
      "Serves the dashboard at /, the HTTP API, its reference at /v1/docs, /healthz, /readyz and /metrics, runs the schedules and takes part in " +
        "all work of the app, until SIGTERM. With DATABASE_URL there can be several, and workers beside them.\n" +
        "While it runs, the other commands on the same data folder work through it.",
    )
    .action(async (options: ServeOptions) => {
      const adjust = (config: Config) => adjusted(config, options, invocation);
      await withRuntime({ invocation, name: "serve", options, adjust }, async (runtime, out, signal) => {
        const {
          options: { config, appId },
          telemetry,
        } = runtime;
        const address = { host: config.host, port: config.port ?? DEFAULT_PORT };
        // Only a service needs it, and the help of all commands loads this file.
        const { dashboard } = await import("../../dashboard/app.js");
        const opening = openService(runtime, { ...address, frontend: dashboard, signal });
        const service = await listening(opening, "Choose another one with --port or --host.");
        const { url } = service;
        for (const warning of [...certificateWarnings(runtime), ...inTheClear(config)])
          invocation.stderr.warn(warning);
        if (options.worker) runtime.startWorkers();
        out.result({ url, app: appId, version: VERSION }, [
          `Scrubjay ${VERSION} serves app ${appId} at ${url} (reference: ${url}/v1/docs).`,
          "Invite a person: scrubjay account create --name <who> --role viewer|operator|approver",
          "Give a system access: scrubjay token create --name <what> --role viewer|operator|approver",
        ]);
        telemetry.emit("service.started", { kind: "serve" });
        telemetry.emit("service.listening", { port: Number(new URL(url).port) });
        if (!signal.aborted) await once(signal, "abort");
        telemetry.emit("service.stopping", { kind: "serve" });
        await service.close();
      });
    });
}

const certificateWarnings = ({ signer }: Runtime): Warning[] =>
  (signer?.warnings ?? []).map((message) => ({ code: "OPENDSR_CERTIFICATE", message }));

const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[?::1\]?)$/;

/** What people type into the dashboard goes through the network where a proxy doesn't say that it ends TLS. */
function inTheClear({ host, dashboard: { publicUrl } }: Config): Warning[] {
  if (LOOPBACK.test(host) || publicUrl?.startsWith("https:")) return [];
  const message =
    "people sign in over plain HTTP. Put a proxy with TLS before it, and set SCRUBJAY_PUBLIC_URL to its https:// address.";
  return [{ code: "PLAIN_HTTP", message }];
}

/** @throws {USAGE} */
function adjusted(
  config: Config,
  { worker, policies, erasurePolicy, host, port }: ServeOptions,
  invocation: Invocation,
): Config {
  const at = (path: string | undefined) => (path === undefined ? undefined : invocation.pathOf(path));
  if (!worker && config.databaseUrl === undefined) throw failure("USAGE.noWorker");
  return {
    ...config,
    host: host ?? config.host,
    port: port ?? config.port,
    service: {
      ...config.service,
      policies: at(policies) ?? config.service.policies,
      erasurePolicy: at(erasurePolicy) ?? config.service.erasurePolicy,
    },
  };
}

function address(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It must be an address or a host's name.");
  return value;
}
