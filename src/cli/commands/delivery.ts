import { Option, type Command } from "commander";
import { DELIVERY_STATES, type DeliveryState } from "../../model/delivery-lifecycle.js";
import * as Deliveries from "../../contracts/deliveries.js";
import type { DeliveryView } from "../../contracts/deliveries.js";
import { withApi } from "../api/with-api.js";
import { wholeNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { minute } from "../input/moment.js";
import { uuidArgument } from "../input/uuid-argument.js";

const deliveryId = uuidArgument("scrubjay delivery list", "A message");

export function registerDelivery(program: Command, invocation: Invocation): void {
  const delivery = program
    .command("delivery")
    .summary("callbacks and webhooks: what was told to other systems, and what could not be")
    .description("Shows the messages to other systems, and has parked ones tried again.");

  delivery
    .command("list")
    .addOption(new Option("-s, --state <state>", "only those in this state").choices(DELIVERY_STATES))
    .option("-n, --limit <number>", "how many, newest first", wholeNumber(1, 200), 20)
    .summary("list them, newest first")
    .action(async (options: CommonOptions & { state?: DeliveryState; limit: number }) => {
      const { state, limit } = options;
      await withApi({ invocation, name: "delivery list", options }, "ledger", async (api, out) => {
        const { items: deliveries } = await api.page(Deliveries.list, { query: { state, limit } });
        const none = ["There is no such callback or webhook."];
        out.result(deliveries, deliveries.length > 0 ? [HEADER, ...deliveries.map(line)] : none);
      });
    });

  delivery
    .command("show")
    .argument("<id>", "ID of the message", deliveryId)
    .summary("show one")
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "delivery show", options }, "ledger", async (api, out) => {
        const found = await api.call(Deliveries.get, { params: { id } });
        out.result(found, details(found));
      });
    });

  delivery
    .command("retry")
    .argument("<id>", "ID of the message", deliveryId)
    .summary("have a parked one tried again, by the service or a worker")
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "delivery retry", options }, "ledger", async (api, out) => {
        const retried = await api.call(Deliveries.retry, { params: { id } });
        out.result(retried, ["It is tried again as soon as a service or a worker runs."]);
      });
    });
}

const HEADER = "id                                    created           state      attempts  event";

function line({ id, createdAt, state, attempts, event, lastCode }: DeliveryView): string {
  const why = lastCode === null ? "" : ` (${lastCode})`;
  return `${id}  ${minute(createdAt)}  ${state.padEnd(9)}  ${String(attempts).padStart(8)}  ${event}${why}`;
}

function details(delivery: DeliveryView): string[] {
  const { kind, event, about, state, attempts, nextAt, triesUntil, lastStatus, lastCode, deliveredAt } =
    delivery;
  const rows: [string, string | null][] = [
    ["kind", kind],
    ["event", event],
    ["about", about],
    ["created", minute(delivery.createdAt)],
    ["state", state],
    ["attempts", String(attempts)],
    ["next attempt", nextAt && minute(nextAt)],
    ["parked after", triesUntil && minute(triesUntil)],
    ["last status", lastStatus === null ? null : String(lastStatus)],
    ["last failure", lastCode],
    ["delivered", deliveredAt && minute(deliveredAt)],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [`  ${label.padEnd(12)}  ${value}`]));
}
