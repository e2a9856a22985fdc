import { randomUUID } from "node:crypto";
import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { ServiceSettings } from "../config/config.js";
import type { Deliveries } from "../ledger/deliveries/deliveries.js";
import type { Encryption } from "../ledger/encryption.js";
import { callbackBody } from "../opendsr/callback.js";
import type { OpendsrSigner } from "../opendsr/signer.js";
import { guardedAgent } from "../outbound/agent.js";
import { MessageSender } from "../outbound/message-sender.js";
import { LedgerOutbox, type CallbackBody } from "../outbound/ledger-outbox.js";
import type { Outbox } from "../outbound/outbox.js";

export interface OutboundOptions {
  settings: ServiceSettings;
  deliveries: Deliveries;
  encryption: Encryption;
  pseudonyms: Pseudonyms;
  clock: () => Date;
  /** Undefined where OpenDSR isn't set up. */
  signer: OpendsrSigner | undefined;
}

/** What writes messages to other systems down, and what sends them; the sender is to be closed. */
export function openOutbound(options: OutboundOptions): { outbox: Outbox; sender: MessageSender } {
  const { settings, deliveries, encryption, pseudonyms, clock, signer } = options;
  const toCallback: CallbackBody | undefined =
    signer && ((request, before, url) => callbackBody(request, before, url, signer.domain));
  const outbox = new LedgerOutbox({
    deliveries,
    cipher: encryption.ofLedger(),
    digest: (text) => pseudonyms.digest("delivery-stream", text),
    settings,
    clock,
    newId: randomUUID,
    callbackBody: toCallback,
  });
  const agent = guardedAgent({ insecure: settings.callbackInsecure });
  const sender = new MessageSender({ settings, agent, sign: signer && ((body) => signer.sign(body)), clock });
  return { outbox, sender };
}
