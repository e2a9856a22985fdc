import type { OverviewView } from "../../contracts/overview.js";
import { Empty } from "../parts/empty.js";
import { Ago, Time } from "../parts/time.js";
import type { Viewing } from "./viewing.js";

/** What begins by itself next. */
export const SchedulesPart = ({ schedules, zone, now }: Pick<OverviewView, "schedules"> & Viewing) => (
  <section id="schedules" class="card" aria-labelledby="schedules-title">
    <header>
      <h2 id="schedules-title">Next runs</h2>
      <p>
        <a href="/schedules">Schedules</a>
      </p>
    </header>
    {schedules.length === 0 ? (
      <Empty title="Nothing is scheduled.">
        <p>Policy files bring their schedules along.</p>
      </Empty>
    ) : (
      <ul class="plain-list">
        {schedules.map(({ name, kind, next }) => (
          <li>
            <span>
              {name} <small>{kind}</small>
            </span>
            <span class="end">
              <Time at={next} zone={zone} />{" "}
              <small>
                <Ago at={next} now={now} />
              </small>
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);
