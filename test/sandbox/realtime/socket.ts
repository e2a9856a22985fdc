import { once } from "node:events";
import { SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";

/** Everything that one event or another has, of which a test reads what its own must have. */
export interface RealtimeEvent {
  type: string;
  [field: string]: unknown;
}

export interface Reply {
  status: number;
  body: Record<string, unknown> & { errorCode?: string; reasons?: string[] };
}

/** A client of the protocol, without any wisdom of its own. */
export interface RawSocket {
  socket: WebSocket;
  call: (method: string, path: string, data?: unknown) => Promise<Reply>;
  /** What was told so far, in order. */
  events: RealtimeEvent[];
  /** The numbers of the frames in which that was. */
  numbers: number[];
  /** The next event of a type that nobody waited for yet. */
  next: (type: string) => Promise<RealtimeEvent>;
  /** Answers once everything that happened before is told. */
  settled: () => Promise<void>;
  /** The code by which it was closed. */
  closed: Promise<number>;
}

/** A segment of a path. */
export const seg = encodeURIComponent;

/** `expiresAt` in Unix ms; null is never. */
export async function userToken(
  sandbox: Sandbox,
  claims: Record<string, unknown>,
  expiresAt: number | null = Date.now() + 3_600_000,
  secret = sandbox.secretKey,
): Promise<string> {
  const jwt = new SignJWT({ iss: sandbox.appId, tokenType: "user", ...claims });
  if (expiresAt !== null) jwt.setExpirationTime(Math.floor(expiresAt / 1_000));
  return jwt.setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
}

/** A socket that is open, without a session. `path` is what follows the host. */
export async function openSocket(sandbox: Sandbox, path: string): Promise<RawSocket> {
  const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}${path}`);
  onTestFinished(() => socket.terminate());
  const replies = new Map<number, (reply: Reply) => void>();
  const events: RealtimeEvent[] = [];
  const numbers: number[] = [];
  const waiting: { type: string; tell: (event: RealtimeEvent) => void }[] = [];
  const unseen: RealtimeEvent[] = [];
  socket.on("message", (raw: Buffer) => {
    const [first, second, ...rest] = JSON.parse(raw.toString()) as [number, unknown, ...unknown[]];
    if (second !== "PUBLISH") {
      replies.get(first)?.({ status: second as number, body: rest[0] as Reply["body"] });
      replies.delete(first);
      return;
    }
    numbers.push(first);
    socket.send(JSON.stringify([first, "ACK"]));
    for (const event of rest as RealtimeEvent[]) {
      events.push(event);
      const at = waiting.findIndex(({ type }) => type === event.type);
      if (at < 0) unseen.push(event);
      else waiting.splice(at, 1)[0]?.tell(event);
    }
  });
  const closed = once(socket, "close").then(([code]) => code as number);
  await once(socket, "open");
  let seq = 0;
  const call: RawSocket["call"] = (method, path, data = {}) => {
    const own = seq++;
    const reply = new Promise<Reply>((resolve) => replies.set(own, resolve));
    socket.send(JSON.stringify([own, method, path, data, {}]));
    return reply;
  };
  return {
    socket,
    call,
    events,
    numbers,
    next: (type) => {
      const at = unseen.findIndex((event) => event.type === type);
      const found = at < 0 ? undefined : unseen.splice(at, 1)[0];
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((tell) => waiting.push({ type, tell }));
    },
    settled: async () => void (await call("GET", "/ping")),
    closed,
  };
}

export const addressOf = (sandbox: Sandbox, userId: string): string =>
  `/public_api/v1/${sandbox.appId}/realtime/${seg(userId)}?talkjs-client-id=1`;

/** A socket with a session. */
export async function logIn(sandbox: Sandbox, userId: string): Promise<RawSocket> {
  const socket = await openSocket(sandbox, addressOf(sandbox, userId));
  const { status } = await socket.call("POST", "/session/renew", {
    token: await userToken(sandbox, { sub: userId }),
  });
  if (status !== 200) throw new Error(`logging in was answered ${status}`);
  return socket;
}
