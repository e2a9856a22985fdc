import { failure } from "../base/errors.js";
import { TALKJS_ORIGIN } from "../model/talkjs-origin.js";
import type { RateLimiter, Lane } from "../quota/rate-limiter.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { type BatchAnswer, type BatchOperation, sendBatch } from "./batch.js";
import { Caller } from "./caller.js";
import { ConversationRef } from "./conversation-ref.js";
import { Conversations } from "./conversations.js";
import { Files } from "./files.js";
import type { Api, CallOptions } from "./request.js";
import { type Auth, tokensFor } from "./tokens.js";
import { Transport, type ProxySettings } from "./transport.js";
import { UserRef } from "./user-ref.js";
import { Users } from "./users.js";

export interface TalkJSOptions {
  appId: string;
  secretKey: string;
  /** Where the API is: `/v1/{appId}` is added. @default "https://api.talkjs.com" */
  apiUrl?: string;
  /** @default none */
  proxy?: ProxySettings;
  /** @default "jwt" */
  auth?: Auth;
  /** Asked before every attempt. */
  limiter: RateLimiter;
  telemetry: Telemetry;
  /** Unix milliseconds. @default Date.now */
  clock?: () => number;
  /** In [0, 1). @default Math.random */
  random?: () => number;
  /** Attempts before a failure of the network, a 5xx or an invalid answer is thrown; 429s don't count. @default 6 */
  maxAttempts?: number;
  /** Requests in flight for each lane. @default 8 */
  concurrency?: number;
  /** Before a list that seems to end is asked again whether it does, in milliseconds. @default 1000 */
  confirmAfterMs?: number;
  /** For an answer to begin, and between two parts of it, in milliseconds; as a whole twice that. @default 15000 */
  timeoutMs?: number;
}

/** The REST API of one app, in the manner of the Realtime API's references. Every call belongs to one lane. */
export class TalkJS {
  readonly users: Users;
  readonly conversations: Conversations;
  readonly files: Files;
  readonly #api: Api;

  constructor(
    private readonly caller: Caller,
    private readonly transport: Transport,
    lane: Lane,
  ) {
    this.#api = (request, options) => caller.call(request, lane, options);
    this.users = new Users(this.#api);
    this.conversations = new Conversations(this.#api);
    this.files = new Files(this.#api);
  }

  /** The same client, whose calls take their slots from `lane`. */
  lane(lane: Lane): TalkJS {
    return new TalkJS(this.caller, this.transport, lane);
  }

  user(id: string): UserRef {
    return new UserRef(this.#api, id);
  }

  conversation(id: string): ConversationRef {
    return new ConversationRef(this.#api, id);
  }

  /** Up to 10 operations in one request; see `sendBatch`. */
  batch(operations: readonly BatchOperation[], options?: CallOptions): Promise<BatchAnswer[]> {
    return sendBatch(this.#api, operations, options);
  }

  /** Closes the connections of all lanes when what is in flight has ended. Closing twice does nothing. */
  close(): Promise<void> {
    return this.transport.close();
  }
}

/**
 * A client on the bulk lane.
 * @throws API_SETTINGS
 * @example await createTalkJS(options).lane("urgent").user(id).set({ email: null })
 */
export function createTalkJS(options: TalkJSOptions): TalkJS {
  const { appId, secretKey, apiUrl = TALKJS_ORIGIN, auth = "jwt", clock = Date.now } = options;
  const {
    random = Math.random,
    maxAttempts = 6,
    concurrency = 8,
    timeoutMs = 15_000,
    confirmAfterMs = 1_000,
    limiter,
    telemetry,
    proxy = { https: undefined, none: undefined },
  } = options;
  if (appId === "") throw failure("API_SETTINGS", { setting: "appId", expected: "your app's ID" });
  const transport = new Transport(apiUrl, appId, timeoutMs, proxy);
  const tokens = tokensFor(auth, appId, secretKey, clock);
  const caller = new Caller({
    transport,
    tokens,
    limiter,
    telemetry,
    clock,
    random,
    maxAttempts,
    concurrency,
    confirmAfterMs,
  });
  return new TalkJS(caller, transport, "bulk");
}
