import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A service behind a proxy: answers each path with itself, `/live` as a stream of events that stays open. */
export interface Upstream {
  readonly port: number;
  /** The Host header of the last call. */
  readonly host: string | undefined;
  /** Sends an event on every open stream. */
  send(event: string): void;
  close(): Promise<void>;
}

export async function openUpstream(): Promise<Upstream> {
  const streams = new Set<ServerResponse>();
  let host: string | undefined;
  const server = createServer((request, response) => {
    ({ host } = request.headers);
    if (request.url !== "/live") return void response.end(request.url);
    response.writeHead(200, { "content-type": "text/event-stream" });
    streams.add(response);
    response.write("data: begun\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get host() {
      return host;
    },
    send: (event) => streams.forEach((stream) => stream.write(`data: ${event}\n\n`)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
