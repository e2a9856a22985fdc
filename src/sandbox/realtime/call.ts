import { EMPTY, fail, type Answer } from "../api/answer.js";
import type { SandboxData } from "../sandbox-data.js";
import type { SearchIndex } from "./search-index.js";
import type { StaleUsers } from "./stale-users.js";
import type { Receiver, Subscriptions, Topic } from "./subscriptions.js";
import type { TypingTimers } from "./typing-timers.js";

/** A connection, as far as it is told of events. */
export interface Listener extends Receiver {
  /** `event` is JSON text. */
  publish(event: string): void;
}

/** What the connections to one app share. A reset makes it anew. */
export interface Hub {
  readonly data: SandboxData;
  readonly subscriptions: Subscriptions<Listener>;
  readonly typing: TypingTimers;
  readonly searchIndex: SearchIndex;
  readonly staleUsers: StaleUsers;
}

/** One call, with everything decoded, by a user who is logged in. */
export interface RealtimeCall {
  params: Record<string, string | undefined>;
  data: unknown;
  from: Listener;
}

export type RealtimeHandler = (call: RealtimeCall, hub: Hub) => Answer;

/** A parameter that the route's template has. */
export function param(call: RealtimeCall, name: string): string {
  return call.params[name] ?? "";
}

/** Anybody may watch anything: what they may not read, they aren't told of. */
export function watch(call: RealtimeCall, hub: Hub, topics: readonly Topic[]): Answer {
  const all = topics.every((topic) => hub.subscriptions.watch(call.from, topic));
  return all ? EMPTY : fail(400, "TOO_MANY_SUBSCRIPTIONS", ["this connection watches too much already"]);
}

export function unwatch(call: RealtimeCall, hub: Hub, topic: Topic): Answer {
  hub.subscriptions.unwatch(call.from, topic);
  return EMPTY;
}
