import { regulationName, REGULATIONS } from "../../model/law.js";
import type { Page } from "../../client/client.js";
import type { RequestItem } from "../../contracts/requests.js";
import { REQUEST_STATES, REQUEST_LIFECYCLE } from "../../model/request-lifecycle.js";
import type { Visitor } from "../env.js";
import { may } from "../may.js";
import { Empty } from "../parts/empty.js";
import { Select } from "../parts/form.js";
import { Paging } from "../parts/paging.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { plural, shortId } from "../words.js";
import { DaysLeft } from "../parts/days-left.js";
import { PageHead } from "../parts/page-head.js";
import { DUE, type ListFilter } from "./list-filter.js";
import { RequestTabs } from "./tabs.js";

interface ListProps extends Page<RequestItem> {
  filter: ListFilter;
  isLater: boolean;
  visitor: Visitor;
  zone: string;
}

export const RequestListPage = ({ items: requests, next, filter, isLater, visitor, zone }: ListProps) => (
  <>
    <PageHead at="/requests" about="People who asked to be erased, and until when they must have an answer.">
      {may(visitor, "/requests/new") ? (
        <a class="button main" href="/requests/new">
          New request
        </a>
      ) : null}
    </PageHead>
    <RequestTabs at="/requests" />
    <Filters {...filter} />
    <section class="card" aria-label="Requests, newest first">
      {requests.length > 0 ? (
        <RequestTable requests={requests} zone={zone} />
      ) : (
        <NoRequests isFiltered={Object.values(filter).some((value) => value !== undefined) || isLater} />
      )}
      <Paging at="/requests" query={filter} isLater={isLater} next={next} />
    </section>
  </>
);

const Filters = ({ state, regulation, due }: ListFilter) => (
  <form method="get" action="/requests" class="filters" role="search" aria-label="Which requests">
    <Select
      name="state"
      label="State"
      options={[
        ["", "Any"],
        ...REQUEST_STATES.map((value) => [value, REQUEST_LIFECYCLE[value].text] as const),
      ]}
      chosen={state}
    />
    <Select
      name="regulation"
      label="Law"
      options={[["", "Any"], ...REGULATIONS.map((value) => [value, regulationName(value)] as const)]}
      chosen={regulation}
    />
    <Select
      name="due"
      label="Open and due"
      options={[
        ["", "At any time"],
        ...Object.entries(DUE).map(([value, { text }]) => [value, text] as const),
      ]}
      chosen={due}
    />
    <button type="submit">Search</button>
  </form>
);

const RequestTable = ({ requests, zone }: { requests: RequestItem[]; zone: string }) => (
  <Table
    rows={requests}
    caption="Erasure requests, newest first"
    columns={[
      {
        head: "Request",
        cell: ({ id }) => (
          <a href={`/requests/${id}`} title={id}>
            {shortId(id)}
          </a>
        ),
      },
      { head: "State", cell: ({ state }) => <State word={REQUEST_LIFECYCLE[state]} /> },
      { head: "Law", cell: ({ regulation }) => regulationName(regulation) },
      { head: "Received", cell: ({ receivedAt }) => <Time at={receivedAt} zone={zone} to="day" /> },
      {
        head: "Deadline",
        cell: ({ deadline, daysLeft }) => (
          <span>
            <Time at={deadline} zone={zone} to="day" /> <DaysLeft days={daysLeft} />
          </span>
        ),
      },
      { head: "People", cell: peopleText },
      { head: "Submitted by", cell: ({ createdBy }) => createdBy },
    ]}
  />
);

const NoRequests = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <Empty title="No request is like that.">
      <p>
        <a href="/requests">Show all requests</a>
      </p>
    </Empty>
  ) : (
    <Empty title="Nobody has asked to be erased yet.">
      <p>Requests come from your own systems through the API, or from a form here.</p>
    </Empty>
  );

/** `1 of 2 done, 1 e-mail address searched for`. */
function peopleText({ subjects, emails }: RequestItem): string {
  const open = emails.total - emails.resolved;
  const search = open > 0 ? [`${plural(open, "e-mail address", "e-mail addresses")} to look for`] : [];
  const people = subjects.total > 0 ? [`${subjects.settled} of ${subjects.total} done`] : [];
  return [...people, ...search].join(", ") || "Nobody";
}
