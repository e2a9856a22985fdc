import type { QuotaView } from "../../contracts/quota.js";
import { Chart } from "../parts/chart.js";
import { Empty } from "../parts/empty.js";
import { Time, timeText } from "../parts/time.js";
import type { Viewing } from "./viewing.js";

/** Requests to TalkJS, minute by minute, against the part of the quota that is ours. */
export const QuotaPart = ({ quota, zone }: { quota: QuotaView | undefined } & Viewing) => {
  const rest = quota?.meters.find(({ meter }) => meter === "rest");
  return (
    <section id="quota" class="card" aria-labelledby="quota-title">
      <header>
        <h2 id="quota-title">Rate against quota</h2>
        {rest ? (
          <p class="quiet">
            {round(rest.ours)} of TalkJS’s {round(rest.ratePerSecond)} requests a second are ours
          </p>
        ) : null}
      </header>
      {rest?.pausedUntil ? (
        <p class="notice soon">
          TalkJS asked us to slow down: everything pauses until{" "}
          <Time at={rest.pausedUntil} zone={zone} to="second" />.
        </p>
      ) : null}
      {rest ? (
        <Chart
          label={`Requests to TalkJS, minute by minute, the last ${rest.minutes.length} minutes`}
          series={[
            { name: "Sweeps and watches", tone: "series-1" },
            { name: "On-demand erasures", tone: "series-2" },
          ]}
          points={rest.minutes.map(({ at, urgent, bulk }) => ({
            at: timeText(at, zone, "clock"),
            values: [bulk, urgent],
          }))}
          mark={{ name: "our share, sustained", value: rest.ours * 60 }}
          ends={[minuteText(rest.minutes[0]?.at, zone), "now"]}
          over="Minute"
        />
      ) : (
        <Empty title="Redis doesn’t answer, so the quota isn’t known.">
          <p>While it is away nothing is sent to TalkJS.</p>
        </Empty>
      )}
    </section>
  );
};

const minuteText = (at: string | undefined, zone: string): string =>
  at === undefined ? "" : timeText(at, zone, "clock");

const round = (n: number): number => Math.round(n * 10) / 10;
