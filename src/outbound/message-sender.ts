import type { Agent, Dispatcher } from "undici";
import { isFailure } from "../base/errors.js";
import type { ServiceSettings } from "../config/config.js";
import type { DeliveryKind } from "../model/kinds.js";
import { errorCode } from "../telemetry/error-code.js";
import { retryAfterMs } from "../talkjs/retry-timing.js";
import { VERSION } from "../version.js";
import { checkTarget, checkWebhook } from "./target.js";
import { signWebhook } from "./webhook.js";

/** From the first byte sent to the last one read; who takes longer is told again later. */
const LONGEST_SEND_MS = 10_000;
/** An answer's body says nothing that matters; so much of it is read to end the exchange politely. */
const LONGEST_ANSWER = 64 * 1024;

const GONE = 410;
const ASKS_TO_WAIT = new Set([429, 503]);

export interface Message {
  /** The same at every attempt, so that the receiver knows a repetition. */
  id: string;
  kind: DeliveryKind;
  url: string;
  /** Sent exactly as it is. */
  body: string;
}

export type Sent =
  | { delivered: true; status: number }
  | {
      delivered: false;
      code: string;
      /** Null where nothing came back. */
      status: number | null;
      /** Trying again can't help until a person has changed something. */
      isFinal: boolean;
      /** The receiver's word; milliseconds. */
      retryAfterMs?: number | undefined;
    };

/** The headers that vouch for the exact bytes of a body. */
export type SignBody = (body: Buffer) => Record<string, string>;

export interface MessageSenderOptions {
  settings: ServiceSettings;
  agent: Agent;
  /** Of OpenDSR callbacks; undefined where OpenDSR isn't set up. */
  sign: SignBody | undefined;
  clock: () => Date;
}

/** One attempt at one message: no retry, no ledger. */
export class MessageSender {
  constructor(private readonly options: MessageSenderOptions) {}

  /** Never throws: every failure is an answer. @param signal ends it early, with the code `INTERRUPTED`. */
  async send(message: Message, signal: AbortSignal): Promise<Sent> {
    const late = new AbortController();
    const deadline = setTimeout(() => late.abort(), LONGEST_SEND_MS);
    try {
      return await this.#post(message, AbortSignal.any([signal, late.signal]));
    } catch (error) {
      if (isFailure(error, "CALLBACK_REFUSED")) return failed(error.facts.reason, { isFinal: true });
      if (signal.aborted) return failed("INTERRUPTED");
      // Of undici's error only the code stays: it can name the host.
      return failed(late.signal.aborted ? "DEADLINE" : errorCode(error));
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Lets what is in flight end. */
  async close(): Promise<void> {
    if (!this.options.agent.closed) await this.options.agent.close();
  }

  async #post(message: Message, signal: AbortSignal): Promise<Sent> {
    const { settings, agent, clock } = this.options;
    const url =
      message.kind === "webhook" ? checkWebhook(message.url, settings) : checkTarget(message.url, settings);
    const signature = this.#signatureOf(message);
    if (!signature) return failed("NOT_SET_UP");
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": `scrubjay/${VERSION}`,
        ...signature,
      },
      body: Buffer.from(message.body),
      signal,
    });
    // The status has decided already, however the body ends.
    await response.body.dump({ limit: LONGEST_ANSWER, signal }).catch(() => undefined);
    return judge(response, clock());
  }

  /** Undefined where the settings that it needs are gone. */
  #signatureOf({ id, kind, body }: Message): Record<string, string> | undefined {
    const { settings, sign, clock } = this.options;
    if (kind === "opendsr") return sign?.(Buffer.from(body));
    return settings.webhookSecret === undefined
      ? undefined
      : signWebhook({ id, body, at: clock() }, settings.webhookSecret);
  }
}

/** Any 2xx is delivered. A redirect is a failure like another: it could lead anywhere. */
function judge({ statusCode: status, headers }: Dispatcher.ResponseData, now: Date): Sent {
  if (status >= 200 && status < 300) return { delivered: true, status };
  const retryAfter = [headers["retry-after"]].flat()[0];
  return failed(`HTTP_${status}`, {
    status,
    isFinal: status === GONE,
    retryAfterMs: ASKS_TO_WAIT.has(status) ? retryAfterMs(retryAfter, now.getTime()) : undefined,
  });
}

function failed(
  code: string,
  how: { status?: number; isFinal?: boolean; retryAfterMs?: number | undefined } = {},
): Sent {
  const { status = null, isFinal = false } = how;
  return { delivered: false, code, status, isFinal, retryAfterMs: how.retryAfterMs };
}
