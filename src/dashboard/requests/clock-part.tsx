import { regulationName } from "../../model/law.js";
import type { RequestView } from "../../contracts/requests.js";
import { Time } from "../parts/time.js";
import { DaysLeft } from "../parts/days-left.js";

/** Until when the law wants it done. */
export const ClockPart = ({ request, zone }: { request: RequestView; zone: string }) => {
  const { regulation, receivedAt, deadline, daysLeft, extended, waitUntil, finishedAt } = request;
  return (
    <section id="clock" class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Legal clock</h2>
      <dl class="rows">
        <dt>Law</dt>
        <dd>{regulationName(regulation)}</dd>
        <dt>The person asked</dt>
        <dd>
          <Time at={receivedAt} zone={zone} />
        </dd>
        <dt>Deadline</dt>
        <dd>
          <Time at={deadline} zone={zone} /> <DaysLeft days={daysLeft} />
        </dd>
        {extended ? (
          <>
            <dt>Extended</dt>
            <dd>
              <Time at={extended.at} zone={zone} />: {extended.reason}
            </dd>
          </>
        ) : null}
        {waitUntil !== null && finishedAt === null ? (
          <>
            <dt>Not begun before</dt>
            <dd>
              <Time at={waitUntil} zone={zone} />
            </dd>
          </>
        ) : null}
        {finishedAt === null ? null : (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={finishedAt} zone={zone} />
              {finishedAt > deadline ? (
                <span class="late"> after the deadline</span>
              ) : (
                ", within the deadline"
              )}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};
