import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fail } from "./api/answer.js";
import { Auth } from "./api/auth.js";
import { Gateway } from "./api/gateway.js";
import { send } from "./api/http.js";
import { Tokens } from "./api/tokens.js";
import { inspect, INSPECTION_PREFIX } from "./inspection/inspection.js";
import { pageAt } from "./inspection/page.js";
import { checkOptions, type SandboxOptions } from "./options.js";
import { serveFile } from "./files/serve.js";
import { answerClient, clientRequestOf } from "./realtime/client-http.js";
import { FILES_PREFIX } from "./store/files.js";
import { answerInternal, INTERNAL_PREFIX } from "./realtime/internal.js";
import { Realtime } from "./realtime/realtime.js";
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
 * Starts a local TalkJS. The API is at `{url}/v1/{appId}`, what looks into it at `{url}/_sandbox`. `@talkjs/core` finds
 * the Realtime API by its option `host`.
 * @throws SandboxError for wrong options and for a folder that can't be imported.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const checked = checkOptions(options);
  const state = await State.create(checked);
  const closing = new AbortController();
  const tokens = new Tokens(checked.appId, checked.secretKey);
  const auth = new Auth(tokens, checked.secretKey);
  const gateway = new Gateway(state, auth, closing.signal);
  const realtime = new Realtime(state, tokens);
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = req.url ?? "/";
    const page = pageAt(req.method, url);
    if (page !== undefined) return send(res, page);
    if (url.startsWith(INSPECTION_PREFIX)) return inspect(state, req, res);
    if (url.startsWith(INTERNAL_PREFIX)) return answerInternal(state, tokens, req, res);
    if (url.startsWith(FILES_PREFIX)) return serveFile(state.data, req, res);
    const asked = clientRequestOf(url);
    if (asked !== undefined) return answerClient(asked, auth, realtime.hub, req, res);
    return gateway.handle(req, res);
  };
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (req, res) => {
      handle(req, res).catch((error: unknown) => giveUp(error, req, res, closing.signal));
    },
  );
  server.on("upgrade", (req, socket, head) => realtime.upgrade(req, socket, head));
  await listen(server, checked.port, checked.host);
  const { port } = server.address() as AddressInfo;
  const host = checked.host.includes(":") ? `[${checked.host}]` : checked.host;
  const url = `http://${host}:${port}`;
  state.origin = url;
  state.clients.start({ url, appId: checked.appId, secretKey: checked.secretKey });
  return {
    url,
    appId: checked.appId,
    secretKey: checked.secretKey,
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      realtime.close();
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
