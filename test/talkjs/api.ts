import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { RateLimiter, Lane, Meter } from "../../src/quota/rate-limiter.js";
import { createTalkJS, type TalkJS, type TalkJSOptions } from "../../src/talkjs/client.js";
import { silent } from "../../src/telemetry/telemetry.js";
import type { Finished } from "../support/finished.js";

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Handler = (response: ServerResponse, request: Seen, count: number) => void;

export interface Api {
  url: string;
  /** Every request so far, in order of arrival. */
  seen: Seen[];
}

/** A real server that answers as `handler` says (`count` from 1) and ends with the test. */
export async function api(handler: Handler): Promise<Api> {
  const seen: Seen[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: await text(request) };
    handler(response, one, seen.push(one));
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Lets everything through and notes what it was asked. */
export class CountingLimiter implements RateLimiter {
  acquired: [Meter, Lane][] = [];
  paused: [Meter, number][] = [];

  async acquire(meter: Meter, lane: Lane): Promise<void> {
    this.acquired.push([meter, lane]);
  }

  async pause(meter: Meter, ms: number): Promise<void> {
    this.paused.push([meter, ms]);
  }
}

/** A client of `url` that doesn't wait between attempts and ends with the test. */
export function clientOf(
  url: string,
  options: Partial<TalkJSOptions> = {},
  finished: Finished = onTestFinished,
): TalkJS {
  const client = createTalkJS({
    appId: "tApp",
    secretKey: "sk_test_secret",
    apiUrl: url,
    limiter: new CountingLimiter(),
    telemetry: silent,
    random: () => 0,
    confirmAfterMs: 0,
    ...options,
  });
  finished(() => client.close());
  return client;
}

export function person(id: string, fields: object = {}): { id: string; name: string; createdAt: number } {
  return { id, name: "Ann", createdAt: 1_700_000_000_000, ...fields };
}
