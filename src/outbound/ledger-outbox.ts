import type { ServiceSettings } from "../config/config.js";
import type { Executor } from "../ledger/database.js";
import type { Deliveries, NewDelivery } from "../ledger/deliveries/deliveries.js";
import { REQUEST_LIFECYCLE } from "../model/request-lifecycle.js";
import type { Request } from "../ledger/requests/requests.js";
import type { Cipher } from "../ledger/encryption.js";
import { encryptContent, type MessageContent } from "./message-content.js";
import { triesUntil } from "./next-try.js";
import type { Outbox, WebhookMessage } from "./outbox.js";
import { webhookBody } from "./webhook.js";

/**
 * What a callback says of a change, as exact text, and a name for it such as `completed`; null where the receiver would
 * hear nothing new.
 */
export type CallbackBody = (
  request: Request,
  before: Request | null,
  url: string,
) => { event: string; body: string } | null;

export interface LedgerOutboxOptions {
  deliveries: Deliveries;
  /** The cipher of the ledger. */
  cipher: Cipher;
  /** Keyed: an address must not be found by trying. */
  digest: (text: string) => string;
  settings: Pick<ServiceSettings, "webhookUrls">;
  clock: () => Date;
  newId: () => string;
  /** Undefined where OpenDSR isn't set up. */
  callbackBody: CallbackBody | undefined;
}

/** The outbox that the ledger keeps; the job `deliver` empties it. */
export class LedgerOutbox implements Outbox {
  constructor(private readonly options: LedgerOutboxOptions) {}

  async requestChanged(tx: Executor, request: Request, before: Request | null): Promise<void> {
    const { deliveries } = this.options;
    await deliveries.add(tx, this.#callbacksOf(request, before));
    if (request.state === before?.state || !REQUEST_LIFECYCLE[request.state].isTold) return;
    const { id, state, regulation, receivedAt, deadline, code } = request;
    await this.webhook(tx, {
      type: `request.${state}`,
      about: id,
      data: { id, state, regulation, receivedAt, deadline, code },
    });
  }

  async webhook(tx: Executor, { type, about, data }: WebhookMessage): Promise<void> {
    const { deliveries, settings, clock } = this.options;
    const body = webhookBody(type, clock(), data);
    const messages = settings.webhookUrls.map((url) =>
      this.#message({ kind: "webhook", event: type, about }, { url, body }),
    );
    await deliveries.add(tx, messages);
  }

  #callbacksOf(request: Request, before: Request | null): NewDelivery[] {
    const { cipher, callbackBody } = this.options;
    if (!callbackBody || request.callbacks === null) return [];
    const urls = JSON.parse(cipher.decrypt(request.callbacks, `callbacks:${request.id}`)) as string[];
    return [...new Set(urls)].flatMap((url) => {
      const told = callbackBody(request, before, url);
      if (!told) return [];
      const { event, body } = told;
      return [this.#message({ kind: "opendsr", event, about: request.id }, { url, body })];
    });
  }

  #message(what: Pick<NewDelivery, "kind" | "event" | "about">, content: MessageContent): NewDelivery {
    const { cipher, digest, clock, newId } = this.options;
    const id = newId();
    const now = clock();
    return {
      ...what,
      id,
      receiver: digest(hostOf(content.url)),
      stream: digest(`${content.url}\0${what.about}`),
      sealed: encryptContent(cipher, id, content),
      createdAt: now,
      nextAt: now,
      triesUntil: triesUntil(now),
    };
  }
}

/** What isn't a URL is refused when it is sent, where a person sees it. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
