import { regulationName } from "../../model/law.js";
import type { RequestView } from "../../contracts/requests.js";
import { Time } from "../parts/time.js";
import { DaysLeft } from "../parts/days-left.js";
import { Facts } from "../parts/facts.js";

/** Until when the law wants it done. */
export const ClockPart = ({ request, zone }: { request: RequestView; zone: string }) => {
  const { regulation, receivedAt, deadline, daysLeft, extended, waitUntil, finishedAt } = request;
  return (
    <section id="clock" class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Legal clock</h2>
      <Facts
        of={{
          Law: regulationName(regulation),
          "The person asked": <Time at={receivedAt} zone={zone} />,
          Deadline: (
            <>
              <Time at={deadline} zone={zone} /> <DaysLeft days={daysLeft} />
            </>
          ),
          Extended: extended && (
            <>
              <Time at={extended.at} zone={zone} />: {extended.reason}
            </>
          ),
          "Not begun before": waitUntil !== null && finishedAt === null && (
            <Time at={waitUntil} zone={zone} />
          ),
          Ended: finishedAt !== null && (
            <>
              <Time at={finishedAt} zone={zone} />
              {finishedAt > deadline ? (
                <span class="late"> after the deadline</span>
              ) : (
                ", within the deadline"
              )}
            </>
          ),
        }}
      />
    </section>
  );
};
