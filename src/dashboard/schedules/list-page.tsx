import type { ScheduleView } from "../../contracts/schedules.js";
import type { PageContext, Visitor } from "../env.js";
import { may } from "../may.js";
import { titleOf } from "../pages.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { State } from "../parts/state.js";
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
    <div class="page-head">
      <div>
        <h1>{titleOf("/schedules")}</h1>
        <p class="quiet">What begins by itself. A time that is missed is made up for once.</p>
      </div>
      {may(visitor, "/schedules/new") ? (
        <a class="button main" href="/schedules/new">
          New schedule
        </a>
      ) : null}
    </div>
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
        <table class="cards">
          <caption class="hidden">Schedules by name</caption>
          <thead>
            <tr>
              <th scope="col">Schedule</th>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">Approval</th>
              <th scope="col">Last time</th>
              <th scope="col">Next time</th>
            </tr>
          </thead>
          <tbody>
            {schedules.map((schedule) => (
              <tr>
                <th scope="row">
                  <a href={`/schedules/${schedule.name}`}>{schedule.name}</a>
                </th>
                <td data-name="When">{whenText(schedule)}</td>
                <td data-name="What">{SCHEDULE_KIND[schedule.kind]}</td>
                <td data-name="Approval">{APPROVAL[schedule.approval]}</td>
                <td data-name="Last time">
                  {schedule.last === null ? (
                    "Not yet"
                  ) : (
                    <span>
                      <State word={SLOT_LIFECYCLE[schedule.last.state]} />{" "}
                      <small>
                        {schedule.last.code === null ? "" : `${reason(schedule.last.code)}, `}
                        <Ago at={schedule.last.slot} now={now} />
                      </small>
                    </span>
                  )}
                </td>
                <td data-name="Next time">
                  {schedule.next[0] === undefined ? "–" : <Time at={schedule.next[0]} zone={zone} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  </>
);
