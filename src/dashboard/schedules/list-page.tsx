import type { ScheduleView } from "../../contracts/schedules.js";
import type { PageContext, Visitor } from "../env.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Ago, Time } from "../parts/time.js";
import { PolicyTabs } from "../policy/tabs.js";
import { reason } from "../../model/reasons.js";
import { APPROVAL, SCHEDULE_KIND } from "../../model/kinds.js";
import { SLOT_LIFECYCLE } from "../../model/slot-lifecycle.js";
import { whenText } from "./words.js";

interface ListProps {
  c: PageContext;
  schedules: ScheduleView[];
  visitor: Visitor;
  zone: string;
  now: Date;
}

export const ScheduleListPage = ({ c, schedules, visitor, zone, now }: ListProps) => (
  <>
    <PageHead at="/schedules" about="What begins by itself. A time that is missed is made up for once.">
      {may(visitor, "/schedules/new") ? (
        <a class="button main" href="/schedules/new">
          New schedule
        </a>
      ) : null}
    </PageHead>
    <PolicyTabs at="/schedules" />
    <Done c={c} words={{ removed: "The schedule was removed. What it began goes on." }} />
    <section class="card" aria-label="All schedules">
      {schedules.length === 0 ? (
        <Empty title="Nothing is scheduled.">
          <p>
            Policy files of the service bring their schedules along; others are made here or with a command.
          </p>
        </Empty>
      ) : (
        <Table
          rows={schedules}
          caption="Schedules by name"
          columns={[
            { head: "Schedule", cell: ({ name }) => <a href={`/schedules/${name}`}>{name}</a> },
            { head: "When", cell: whenText },
            { head: "What", cell: ({ kind }) => SCHEDULE_KIND[kind] },
            { head: "Approval", cell: ({ approval }) => APPROVAL[approval] },
            { head: "Last time", cell: ({ last }) => <LastTime last={last} now={now} /> },
            {
              head: "Next time",
              cell: ({ next: [at] }) => (at === undefined ? "–" : <Time at={at} zone={zone} />),
            },
          ]}
        />
      )}
    </section>
  </>
);

const LastTime = ({ last, now }: Pick<ScheduleView, "last"> & { now: Date }) =>
  last === null ? (
    <>Not yet</>
  ) : (
    <span>
      <State word={SLOT_LIFECYCLE[last.state]} />{" "}
      <small>
        {last.code === null ? "" : `${reason(last.code)}, `}
        <Ago at={last.slot} now={now} />
      </small>
    </span>
  );
