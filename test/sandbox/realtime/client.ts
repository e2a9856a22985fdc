import { getTalkSession, registerPolyfills, type TalkSession } from "@talkjs/core";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { until } from "../../support/until.js";

/** What the published client takes beside what its typings say. */
interface Options {
  userId: string;
  token?: string;
  tokenFetcher?: () => Promise<string>;
  signature?: string;
  apiUrls?: object;
}

/** A session of the published client, as a page has one. It ends with the test. */
export function talk(sandbox: Sandbox, options: Options): TalkSession {
  // Node.js 20 has no WebSocket of its own.
  registerPolyfills({ WebSocket });
  const host = new URL(sandbox.url).host;
  const all = { appId: sandbox.appId, host, forceCreateNew: true, ...options };
  const session = getTalkSession(all);
  // It has no end of its own, and would look for a sandbox that is gone.
  const { _realtimeClient: client } = session as unknown as { _realtimeClient: { destroy(): void } };
  onTestFinished(() => client.destroy());
  return session;
}

/** What a subscription showed. */
export interface Shown<T> {
  all: T[];
  /** The latest that a condition holds of, now or later. */
  until: (what: string, condition: (snapshot: T) => boolean) => Promise<T>;
  unsubscribe: () => void;
}

interface Subscription {
  connected: Promise<unknown>;
  unsubscribe(): void;
}

/** Subscribes and waits for the first snapshot. */
export async function shown<T>(subscribe: (show: (snapshot: T) => void) => Subscription): Promise<Shown<T>> {
  const all: T[] = [];
  const subscription = subscribe((snapshot) => all.push(snapshot));
  await subscription.connected;
  return {
    all,
    until: async (what, condition) => {
      const [found] = await until(what, () => {
        const latest = all.slice(-1);
        return latest.some(condition) && latest;
      });
      return found as T;
    },
    unsubscribe: () => subscription.unsubscribe(),
  };
}
