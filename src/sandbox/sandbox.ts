import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fail } from "./api/answer.js";
import { Gateway } from "./api/gateway.js";
import { send } from "./api/http.js";
import { inspect, INSPECTION_PREFIX } from "./inspection/inspection.js";
import { pageAt } from "./inspection/page.js";
import { checkOptions, type SandboxOptions } from "./options.js";
import { State } from "./state.js";

/** IDs travel in the request line, and customers' IDs are long. */
const MAX_HEADER_BYTES = 65_536;
/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;

/** A running sandbox. */
export interface Sandbox {
  /** Where it listens, such as `http://127.0.0.1:4567`: what stands in for `https://api.talkjs.com`. */
  readonly url: string;
  readonly appId: string;
  readonly secretKey: string;
  /** Ends every connection and frees the port. Calling it again changes nothing. */
  close(): Promise<void>;
}

/**
 * Starts a local TalkJS. The API is at `{url}/v1/{appId}`, what looks into it at `{url}/_sandbox`.
 * @throws SandboxError for wrong options and for a folder that can't be imported.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const checked = checkOptions(options);
  const state = await State.create(checked);
  const closing = new AbortController();
  const gateway = new Gateway(state, closing.signal);
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (req, res) => {
      const page = pageAt(req.method, req.url ?? "/");
      if (page !== undefined) return send(res, page);
      const handled = req.url?.startsWith(INSPECTION_PREFIX)
        ? inspect(state, req, res)
        : gateway.handle(req, res);
      handled.catch((error: unknown) => giveUp(error, req, res, closing.signal));
    },
  );
  await listen(server, checked.port, checked.host);
  const { port } = server.address() as AddressInfo;
  const host = checked.host.includes(":") ? `[${checked.host}]` : checked.host;
  const url = `http://${host}:${port}`;
  state.origin = url;
  return {
    url,
    appId: checked.appId,
    secretKey: checked.secretKey,
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      state.close();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** A client that went away is no failure; anything else is a mistake of the sandbox, and is shown as such. */
function giveUp(error: unknown, req: IncomingMessage, res: ServerResponse, closing: AbortSignal): void {
  if (closing.aborted || req.socket.destroyed || res.headersSent) {
    res.destroy();
    return;
  }
  send(res, fail(500, "SANDBOX_ERROR", [error instanceof Error ? error.name : "unknown"]));
}
