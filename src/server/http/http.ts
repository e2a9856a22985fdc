import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, RequestError, type HttpBindings } from "@hono/node-server";
import { failure } from "../../base/errors.js";
import { MINUTE_MS } from "../../model/time.js";
import { PROBLEM_TYPE, problemOf } from "./problem.js";

export interface ListenOptions {
  host: string;
  /** 0: any free port. */
  port: number;
}

export interface HttpServer {
  url: string;
  /** Takes no more calls, lets those that run finish for `graceMs`, then cuts them off. Idempotent. */
  close: (graceMs: number) => Promise<void>;
}

/** Whatever answers requests, such as a Hono app. */
export interface Fetcher {
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>;
}

/** A caller that sends more slowly than this is cut off; a list of a million user IDs takes minutes. */
const REQUEST_WITHIN_MS = 15 * MINUTE_MS;
const HEADERS_WITHIN_MS = 10_000;

/** Serves an app over HTTP/1.1; TLS is a proxy's. @throws the system's error when the address can't be had. */
export async function listen(app: Fetcher, { host, port }: ListenOptions): Promise<HttpServer> {
  const answer = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    hostname: "localhost",
    errorHandler: (error) => unanswered(error),
  });
  const running = new Set<ServerResponse>();
  const server = createServer(
    { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS },
    (request, response) => {
      running.add(response);
      response.once("close", () => running.delete(response));
      if (!server.listening) response.setHeader("Connection", "close");
      void answer(request, response);
    },
  );
  server.listen(port, host);
  await once(server, "listening");
  const { family, port: listening } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${host}]` : host}:${listening}`,
    async close(graceMs) {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const response of running) if (!response.headersSent) response.setHeader("Connection", "close");
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed.finally(() => clearTimeout(cut));
    },
  };
}

/** For what no app gets to see, such as requests without a usable Host. */
function unanswered(error: unknown): Response {
  const isTheirs = error instanceof RequestError;
  const problem = problemOf(isTheirs ? failure("BAD_REQUEST") : error);
  return Response.json(problem, { status: problem.status, headers: { "Content-Type": PROBLEM_TYPE } });
}
