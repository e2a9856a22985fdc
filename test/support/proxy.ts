import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Finished } from "./finished.js";

export interface Passed {
  method: string;
  /** With its query. */
  path: string;
}

export interface Hooks {
  /** A status to answer instead of passing the request on. */
  refuse?: (passed: Passed) => number | undefined;
  /** What is answered instead of `body`. */
  change?: (passed: Passed, body: string) => string;
  before?: (passed: Passed) => Promise<void> | void;
  after?: (passed: Passed) => Promise<void> | void;
}

/**
 * An HTTP proxy before `target`. `before` is called with every request before it is passed on, `after` once the answer
 * is there but before it is given back: what they do happens at exactly that moment. What its caller gave up on while
 * `before` had it is not passed on.
 */
export async function proxy(
  target: string,
  hooks: Hooks,
  finished: Finished = onTestFinished,
): Promise<string> {
  const server = createServer((incoming, response) => {
    const passed = { method: incoming.method ?? "", path: incoming.url ?? "" };
    const pass = async () => {
      const sent = await buffer(incoming);
      const refused = hooks.refuse?.(passed);
      if (refused !== undefined) return void response.writeHead(refused).end("{}");
      await hooks.before?.(passed);
      if (response.destroyed) return;
      const { method, headers } = incoming;
      const outgoing = request(`${target}${passed.path}`, { method, headers });
      outgoing.end(sent);
      const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
      const answered = await buffer(answer);
      await hooks.after?.(passed);
      const body = hooks.change?.(passed, answered.toString()) ?? answered;
      response.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" }).end(body);
    };
    pass().catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  finished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
