import { randomSequence } from "../invented/random.js";
import type { SandboxData } from "../sandbox-data.js";
import { eventsOf } from "./events.js";
import { Notifications } from "./notifications.js";
import { WebhookSender, type WebhookStats } from "./sender.js";

/** Tells the customer's receiver of every change, as TalkJS would. */
export class Webhooks {
  readonly #sender: WebhookSender;
  readonly #notifications: Notifications;
  readonly #stop: () => void;

  constructor(data: SandboxData, signal: AbortSignal) {
    const { seed, secretKey } = data.options;
    const settings = () => data.settings.webhook;
    this.#sender = new WebhookSender(secretKey, settings, randomSequence(seed), data.now, signal);
    this.#notifications = new Notifications(data, seed, (event) => this.#sender.send(event));
    this.#stop = data.changes.listen((change) => {
      if (data.settings.webhook.url === null) return;
      for (const event of eventsOf(change, data)) this.#sender.send(event);
      this.#notifications.hear(change);
    });
  }

  get stats(): WebhookStats {
    return this.#sender.stats;
  }

  /** Whoever missed messages is told of them now. */
  notifyNow(): void {
    this.#notifications.notifyNow();
  }

  /** Nothing more is heard; what waits isn't sent. */
  close(): void {
    this.#stop();
    this.#notifications.close();
  }
}
