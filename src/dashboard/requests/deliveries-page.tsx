import {
  DELIVERY_STATES,
  DELIVERY_LIFECYCLE,
  RETRYABLE_DELIVERY_STATES,
} from "../../model/delivery-lifecycle.js";
import { UUID } from "../../model/ids.js";
import type { Page } from "../../client/client.js";
import type { DeliveryView } from "../../contracts/deliveries.js";
import type { PageContext, Visitor } from "../env.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { Post, Select } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { Paging } from "../parts/paging.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Ago, Time } from "../parts/time.js";
import { DELIVERY_KIND } from "../../model/kinds.js";
import { plural, shortId } from "../words.js";
import { RequestTabs } from "./tabs.js";

export const DELIVERY_CHOICES = [...DELIVERY_STATES, "all"] as const;
export type DeliveryChoice = (typeof DELIVERY_CHOICES)[number];

interface DeliveriesProps extends Page<DeliveryView> {
  c: PageContext;
  state: DeliveryChoice;
  isLater: boolean;
  visitor: Visitor;
  zone: string;
  now: Date;
}

const CHOICES: Record<DeliveryChoice, string> = {
  parked: "Given up",
  pending: "On their way",
  delivered: "Taken by the receiver",
  all: "All of them",
};

const WHY: Record<string, string> = {
  PRIVATE_ADDRESS: "Its host has an address inside the network",
  HOST_NOT_ALLOWED: "Its host isn’t on the list of allowed ones",
  NOT_CONFIGURED: "The webhook isn’t in the settings any more",
  NOT_HTTPS: "Its address isn’t HTTPS",
  IP_LITERAL: "Its address is a number instead of a name",
  NOT_SET_UP: "OpenDSR isn’t set up here",
};

export const DeliveriesPage = (props: DeliveriesProps) => {
  const { c, items: deliveries, next, state, isLater } = props;
  return (
    <>
      <PageHead
        at="/requests/deliveries"
        about="Callbacks and webhooks. Each is tried for five days, and then given up until somebody has it tried again."
      />
      <RequestTabs at="/requests/deliveries" />
      <Done c={c} words={{ retried: "The message is tried again, for five days if need be." }} />
      <form
        method="get"
        action="/requests/deliveries"
        class="filters"
        role="search"
        aria-label="Which messages"
      >
        <Select
          name="state"
          label="Messages that are"
          options={DELIVERY_CHOICES.map((value) => [value, CHOICES[value]])}
          chosen={state}
        />
        <button type="submit">Search</button>
      </form>
      <section class="card" aria-label="Messages, newest first">
        {deliveries.length > 0 ? <DeliveryTable {...props} /> : <NoDeliveries state={state} />}
        <Paging at="/requests/deliveries" query={{ state }} isLater={isLater} next={next} />
      </section>
    </>
  );
};

const DeliveryTable = ({ items: deliveries, visitor, zone, now }: DeliveriesProps) => (
  <Table
    rows={deliveries}
    caption="Messages, newest first"
    columns={[
      {
        head: "What it tells",
        cell: ({ event, kind }) => (
          <span>
            {event} <small>{DELIVERY_KIND[kind]}</small>
          </span>
        ),
      },
      { head: "About", cell: (delivery) => <About {...delivery} /> },
      {
        head: "State",
        cell: ({ state, nextAt }) => (
          <span>
            <State word={DELIVERY_LIFECYCLE[state]} />
            {nextAt === null ? null : (
              <small>
                {" "}
                next <Ago at={nextAt} now={now} />
              </small>
            )}
          </span>
        ),
      },
      { head: "Attempts", cell: ({ attempts }) => plural(attempts, "attempt") },
      { head: "Last answer", cell: answerOf },
      { head: "Since", cell: ({ createdAt }) => <Time at={createdAt} zone={zone} /> },
      may(visitor, "/requests/deliveries/:id/retry") && {
        head: "What to do",
        cell: ({ id, state, event, about }) =>
          RETRYABLE_DELIVERY_STATES.includes(state) ? (
            <Post to={`/requests/deliveries/${id}/retry`} visitor={visitor}>
              <button type="submit">
                Try again
                <span class="hidden">
                  : {event}, {about}
                </span>
              </button>
            </Post>
          ) : (
            "–"
          ),
      },
    ]}
  />
);

const NoDeliveries = ({ state }: { state: DeliveryChoice }) =>
  state === "parked" ? (
    <Empty title="No message was given up.">
      <p>
        <a href="/requests/deliveries?state=all">Show all messages</a>
      </p>
    </Empty>
  ) : (
    <Empty title="There are no such messages.">
      <p>
        Messages are sent where webhooks are set up, or a request came by OpenDSR. Taken ones are kept for 30
        days.
      </p>
    </Empty>
  );

/** Messages name what they are about by its ID, with its kind before it where that isn’t a request. */
const About = ({ about }: Pick<DeliveryView, "about">) => {
  const [, kind, name = ""] = /^(run|watch|schedule)[:-](.+)$/.exec(about) ?? [];
  if (kind === "run") return <a href={`/runs/${name}`}>run {name}</a>;
  if (kind === "watch") return <a href={`/comebacks/watches/${name}`}>watch {name}</a>;
  if (kind === "schedule") return <a href={`/schedules/${name}`}>schedule {name}</a>;
  return UUID.test(about) ? (
    <a href={`/requests/${about}`} title={about}>
      request {shortId(about)}
    </a>
  ) : (
    <>{about}</>
  );
};

function answerOf({ lastStatus, lastCode }: DeliveryView): string {
  const why = lastCode === null ? undefined : (WHY[lastCode] ?? lastCode);
  return [lastStatus === null ? undefined : `HTTP ${lastStatus}`, why].filter(Boolean).join(", ") || "–";
}
