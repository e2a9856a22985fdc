import { randomUUID } from "node:crypto";
import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { ServiceSettings } from "../config/config.js";
import type { Deliveries } from "../ledger/deliveries/deliveries.js";
import type { Seal } from "../ledger/seal.js";
import { callbackBody } from "../opendsr/callback.js";
import type { OpendsrSigner } from "../opendsr/signer.js";
import { guardedAgent } from "../outbound/agent.js";
import { Courier } from "../outbound/courier.js";
import { LedgerOutbox, type CallbackBody } from "../outbound/ledger-outbox.js";
import type { Outbox } from "../outbound/outbox.js";

export interface OutboundOptions {
  settings: ServiceSettings;
  deliveries: Deliveries;
  seal: Seal;
  pseudonyms: Pseudonyms;
  clock: () => Date;
  /** Undefined where OpenDSR isn't set up. */
  signer: OpendsrSigner | undefined;
}

/** What writes messages to other systems down, and what sends them; the courier is to be closed. */
export function openOutbound(options: OutboundOptions): { outbox: Outbox; courier: Courier } {
  const { settings, deliveries, seal, pseudonyms, clock, signer } = options;
  const tell: CallbackBody | undefined =
    signer && ((request, before, url) => callbackBody(request, before, url, signer.domain));
  const outbox = new LedgerOutbox({
    deliveries,
    seal: seal.ofLedger(),
    digest: (text) => pseudonyms.digest("delivery-stream", text),
    settings,
    clock,
    newId: randomUUID,
    callbackBody: tell,
  });
  const agent = guardedAgent({ insecure: settings.callbackInsecure });
  const courier = new Courier({ settings, agent, sign: signer && ((body) => signer.sign(body)), clock });
  return { outbox, courier };
}
