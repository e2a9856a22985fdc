import type { RawData, WebSocket } from "ws";
import { connect } from "../acts/users.js";
import { fail, notFound, ok, type Answer } from "../api/answer.js";
import type { Strike } from "../api/fault-injector.js";
import type { Tokens } from "../api/tokens.js";
import type { Hub, Listener } from "./call.js";
import { answerFrame, eventsFrame, frameOf, type CallFrame } from "./frame.js";
import { expiresInSeconds, sessionOf, type Session } from "./session.js";
import { findCall, PING_ROUTE, RENEW_ROUTE, type RealtimeMatch } from "./table.js";

/** Where a client connected to; `userId` is undefined when it is not well encoded. */
export interface Address {
  appId: string;
  userId: string | undefined;
}

/** A client that doesn't read is dropped once so much waits for it. */
export const MAX_UNREAD_BYTES = 16 * 1024 * 1024;
/** How many answers may wait for a fault's latency. */
const MAX_WAITING = 10_000;
/** How long a socket that was closed in good order may take. */
const CLOSING_MS = 1_000;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What a closing frame says. @see RFC 6455, section 7.4.1 */
const NO_FRAME_OF_OURS = 1003;
const RESTARTING = 1012;

const SESSION_EXPIRED = JSON.stringify({ type: "session.expired" });
const RESTART = JSON.stringify({ type: "upstream.restarting" });

const NO_SESSION = fail(401, "UNAUTHORIZED", ["there is no session, or it has expired"]);
const OVERLOADED = fail(429, "RATE_LIMITED", ["too many calls wait"]);

/** One socket: its session, its calls, and what it is told. */
export class Connection implements Listener {
  readonly userId: string;
  #session: Session | undefined;
  #hasConnected = false;
  #ended = false;
  #published = 0;
  /** Events of the change that is being told. */
  #events: string[] = [];
  readonly #waiting = new Set<NodeJS.Timeout>();
  #expiry: NodeJS.Timeout | undefined;

  constructor(
    readonly socket: WebSocket,
    readonly address: Address,
    readonly hub: Hub,
    readonly tokens: Tokens,
  ) {
    this.userId = address.userId ?? "";
    hub.data.stats.sockets.sockets++;
    socket.on("message", (raw, isBinary) => {
      this.#take(raw, isBinary).catch(() => socket.terminate());
    });
    socket.on("close", () => this.#end());
    // What breaks closes; `close` follows.
    socket.on("error", () => socket.terminate());
  }

  publish(event: string): void {
    const { faults, stats } = this.hub.data;
    if (this.#session === undefined || this.#ended) return;
    if (faults.losesEvent()) {
      stats.sockets.lostEvents++;
      return;
    }
    stats.sockets.events++;
    this.#events.push(event);
    // One change, or one bulk edit, is one frame.
    if (this.#events.length === 1) queueMicrotask(() => this.#flush());
  }

  /** Ends it at once. The client connects again and, since nobody announced a restart, gets everything anew. */
  terminate(): void {
    this.socket.terminate();
    this.#end();
  }

  async #take(raw: RawData, isBinary: boolean): Promise<void> {
    const frame = isBinary ? "broken" : frameOf((raw as Buffer).toString("utf8"));
    if (frame === "broken") return this.#close(NO_FRAME_OF_OURS);
    if (frame === "ack") return;
    const { stats, faults } = this.hub.data;
    const { method, path } = frame;
    const match = findCall(method, path);
    const key = match?.key ?? "unmatched";
    if (this.#waiting.size >= MAX_WAITING) return this.#answer(key, frame.seq, OVERLOADED);
    const target = { over: "socket", method, route: match?.template ?? "", path } as const;
    const { latencyMs, strike } = faults.strike(target);
    if (strike?.kind === "drop" || strike?.kind === "restart") {
      stats.called(key, "reset");
      if (strike.kind === "restart") return this.#restart();
      if (strike.applied === true) await this.#run(frame, match);
      return this.terminate();
    }
    const answer = this.#refusal(strike, key) ?? (await this.#run(frame, match));
    if (latencyMs > 0) this.#later(latencyMs, () => this.#answer(key, frame.seq, answer));
    else this.#answer(key, frame.seq, answer);
  }

  /** What a fault has a call answered; undefined when the call is done. */
  #refusal(strike: Strike | undefined, key: string): Answer | undefined {
    if (strike?.kind === "429") return fail(429, "RATE_LIMITED", ["on demand"]);
    if (strike?.kind === "status") return fail(strike.status, "ON_DEMAND", ["on demand"]);
    if (strike?.kind !== "session-expired" || key === RENEW_ROUTE) return undefined;
    this.#expire();
    return NO_SESSION;
  }

  #restart(): void {
    this.#flush();
    this.#send(eventsFrame(++this.#published, [RESTART]));
    this.#close(RESTARTING);
  }

  async #run({ data }: CallFrame, match: RealtimeMatch | undefined): Promise<Answer> {
    if (match?.key === RENEW_ROUTE) return this.#renew(data);
    if (this.#session === undefined && match?.key !== PING_ROUTE) return NO_SESSION;
    if (match?.handler === undefined) return notFound("call");
    try {
      return match.handler({ params: match.params, data, from: this }, this.hub);
    } catch (error) {
      // A mistake of the sandbox, shown as such.
      return fail(500, "SANDBOX_ERROR", [error instanceof Error ? error.name : "unknown"]);
    }
  }

  async #renew(data: unknown): Promise<Answer> {
    const session = await sessionOf(this.tokens, this.address, data);
    if ("status" in session) return session;
    if (this.#ended) return NO_SESSION;
    this.#session = session;
    this.#watchExpiry(session);
    if (!this.#hasConnected) {
      this.#hasConnected = true;
      connect(this.hub.data, this.userId, true);
    }
    return ok(JSON.stringify({ expiresInSeconds: expiresInSeconds(session) }));
  }

  #watchExpiry({ expiresAt }: Session): void {
    clearTimeout(this.#expiry);
    if (expiresAt === null) return;
    const ms = expiresAt - Date.now();
    if (ms <= MAX_TIMER_MS) this.#expiry = setTimeout(() => this.#expire(), ms);
  }

  /** Whoever has no session any more is told of nothing else, until they renew it. */
  #expire(): void {
    if (this.#session === undefined) return;
    this.#flush();
    this.#session = undefined;
    clearTimeout(this.#expiry);
    this.#send(eventsFrame(++this.#published, [SESSION_EXPIRED]));
  }

  #flush(): void {
    const events = this.#events;
    if (events.length === 0) return;
    this.#events = [];
    this.#send(eventsFrame(++this.#published, events));
  }

  #answer(key: string, seq: number, answer: Answer): void {
    this.hub.data.stats.called(key, answer.status);
    this.#send(answerFrame(seq, answer));
  }

  #send(text: string): void {
    if (this.#ended) return;
    if (this.socket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.hub.data.stats.sockets.slowSockets++;
      return this.terminate();
    }
    this.socket.send(text);
  }

  #later(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      then();
    }, ms);
    this.#waiting.add(timer);
  }

  /** Closes in good order, so that what was sent arrives; a client that doesn't answer is cut off. */
  #close(code: number): void {
    this.socket.close(code);
    this.#end();
    setTimeout(() => this.socket.terminate(), CLOSING_MS).unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#session = undefined;
    this.#events = [];
    clearTimeout(this.#expiry);
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    this.hub.data.stats.sockets.sockets--;
    this.hub.subscriptions.drop(this);
    if (this.#hasConnected) connect(this.hub.data, this.userId, false);
  }
}
