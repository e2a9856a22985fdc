/*
 * One task with TalkJS's own client, `@talkjs/core`. It connects again without end, can't be closed, writes to the console, and
 * tells some failures only there: so it has a thread of its own, which is ended with its answer. The thread has none of our
 * settings; of the keys only the token in `workerData`. JavaScript, because a thread is started from a file as it is.
 *
 * `workerData`: a `ThreadTask` (witness-thread.ts). It answers with one message: a `ThreadAnswer`.
 */
import { parentPort, workerData } from "node:worker_threads";
import { EnvHttpProxyAgent, WebSocket, fetch as fetchFrom } from "undici";

const { client, session: as, proxy, kind, ids } = workerData;

/** Statuses by which TalkJS refuses a call itself, and not how often it is made. */
const REFUSALS = [400, 402, 403, 405, 409];
const PLAN = 402;

let isAnswered = false;
function answer(message) {
  if (isAnswered) return;
  isAnswered = true;
  parentPort.postMessage(message);
}

// The way out of a network: the client knows of none.
const dispatcher = proxy && new EnvHttpProxyAgent({ httpsProxy: proxy.https, noProxy: proxy.none ?? "" });
class Socket extends WebSocket {
  constructor(url) {
    super(url, dispatcher ? { dispatcher } : []);
  }
}
if (dispatcher) globalThis.fetch = (url, init) => fetchFrom(url, { ...init, dispatcher });

const { getTalkSession, registerPolyfills } = await import(client);
registerPolyfills({ WebSocket: Socket });
const session = getTalkSession({
  appId: as.appId,
  userId: as.userId,
  ...(as.apiUrls && { apiUrls: as.apiUrls }),
});
session.onError(() => answer({ end: "refused" }));
session.setToken(as.token);
try {
  await (kind === "look" ? look() : synchronize());
} catch {
  // Its text may name a person.
  answer({ end: "unclear" });
}

/** Everybody in one call, the witness first. */
async function look() {
  const [self, ...people] = await Promise.all([as.userId, ...ids].map(see));
  answer({ end: "seen", self, people });
}

/** Null: nobody of that ID is shown. Undefined: TalkJS refuses the call. */
async function see(id) {
  // Its `get()` doesn't tell why it failed.
  const subscription = session.user(id).subscribe();
  await subscription.connected.catch(async () => {
    await demandRefusal(subscription.state.error);
  });
  const { type, latestSnapshot } = subscription.state;
  if (type === "error") return undefined;
  return JSON.parse(JSON.stringify(latestSnapshot));
}

/** Whether a page may write users: writing one's own name, as it is, changes nothing. */
async function synchronize() {
  const self = await see(as.userId);
  if (!self) return answer({ end: self === null ? "unknown" : "refused" });
  try {
    await session.user(as.userId).set({ name: self.name });
    answer({ end: "synchronized", isOn: true });
  } catch (error) {
    const status = await demandRefusal(error);
    answer(status === PLAN ? { end: "refused" } : { end: "synchronized", isOn: false });
  }
}

/** @returns the status of a refusal. Of a session that ended `onError` tells. @throws what is none. */
async function demandRefusal(error) {
  const text = String(error);
  if (text.includes("session was destroyed")) await new Promise(() => {});
  const status = Number(/got status (\d{3})\b/.exec(text)?.[1]);
  if (!REFUSALS.includes(status)) throw error;
  return status;
}
