import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebhookSettings } from "../store/settings.js";
import type { WebhookEvent } from "./events.js";

/** A receiver has so long to answer. */
const ANSWER_MS = 5_000;
/** Events that are on their way at a time, and those that wait; what comes beyond is lost, and counted. */
const MAX_UNDER_WAY = 16;
const MAX_WAITING = 100_000;

/** What became of the events, as `GET /_sandbox/stats` says. */
export interface WebhookStats {
  sent: number;
  /** Sent a second time, since the first got no 200. */
  retried: number;
  /** Not taken at the second time either. */
  failed: number;
  /** By the switch that loses some, or since too many waited. */
  lost: number;
  waiting: number;
}

/** `X-TalkJS-Signature` of a body, `timestamp` in Unix ms. @see https://talkjs.com/docs/Features/Security/ */
export function signatureOf(secretKey: string, timestamp: string, body: string): string {
  return createHmac("sha256", secretKey).update(`${timestamp}.${body}`).digest("hex").toUpperCase();
}

/** Sends events in their order to one receiver, each at most twice. */
export class WebhookSender {
  readonly #waiting: string[] = [];
  #underWay = 0;
  readonly stats: WebhookStats = { sent: 0, retried: 0, failed: 0, lost: 0, waiting: 0 };

  constructor(
    readonly secretKey: string,
    readonly settings: () => WebhookSettings,
    readonly random: () => number,
    readonly now: () => number,
    /** Ends what is on its way when the sandbox closes. */
    readonly signal: AbortSignal,
  ) {}

  send(event: WebhookEvent): void {
    const { url, lose } = this.settings();
    if (url === null) return;
    if ((lose > 0 && this.random() < lose) || this.#waiting.length >= MAX_WAITING) {
      this.stats.lost++;
      return;
    }
    this.#waiting.push(JSON.stringify({ createdAt: this.now(), ...event }));
    this.stats.waiting = this.#waiting.length;
    this.#go();
  }

  #go(): void {
    while (this.#underWay < MAX_UNDER_WAY && !this.signal.aborted) {
      const body = this.#waiting.shift();
      if (body === undefined) break;
      this.#underWay++;
      void this.#deliver(body).finally(() => {
        this.#underWay--;
        this.#go();
      });
    }
    this.stats.waiting = this.#waiting.length;
  }

  async #deliver(body: string): Promise<void> {
    this.stats.sent++;
    if (await this.#post(body)) return;
    await sleep(this.settings().retryAfterMs, undefined, { signal: this.signal }).catch(() => undefined);
    if (this.signal.aborted) return;
    this.stats.retried++;
    if (!(await this.#post(body))) this.stats.failed++;
  }

  async #post(body: string): Promise<boolean> {
    const { url } = this.settings();
    if (url === null) return true;
    const timestamp = String(Date.now());
    try {
      const answer = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: {
          "content-type": "application/json",
          "x-talkjs-timestamp": timestamp,
          "x-talkjs-signature": signatureOf(this.secretKey, timestamp, body),
        },
        body,
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      return answer.status === 200;
    } catch {
      // Whatever ended it, there was no 200.
      return false;
    }
  }
}
