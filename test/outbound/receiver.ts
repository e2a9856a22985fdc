import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real HTTP server that other systems' messages go to. */
export interface Receiver {
  /** Such as `127.0.0.1:12345`. */
  host: string;
  url: string;
  received: Received[];
  /** How it answers from now on; default: 204. */
  answer: (response: ServerResponse, received: Received) => void;
  /** Down until `start`, on the same port. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

export async function receiver(answer?: Receiver["answer"]): Promise<Receiver> {
  let server: Server | undefined;
  let port = 0;
  const start = async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const received = { path: request.url ?? "", headers: request.headers, body };
        self.received.push(received);
        self.answer(response, received);
      });
    });
    await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const running = server;
    server = undefined;
    await new Promise<void>((resolve) => {
      if (!running) return resolve();
      running.close(() => resolve());
      running.closeAllConnections();
    });
  };
  const self: Receiver = {
    host: "",
    url: "",
    received: [],
    answer: answer ?? ((response) => response.writeHead(204).end()),
    stop,
    start,
  };
  await start();
  self.host = `127.0.0.1:${port}`;
  self.url = `http://${self.host}/callbacks`;
  onTestFinished(stop);
  return self;
}
