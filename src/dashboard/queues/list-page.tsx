import type { PageContext } from "../env.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { ActionButton } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Ago, Time } from "../parts/time.js";
import type { Parts } from "../live.js";
import { number } from "../words.js";
import { statesOf, type QueueView } from "./reads.js";
import type { ShownAlarm } from "./shown.js";
import { DONE_WORDS, PAUSED, QUEUE_WORDS, STATE_WORDS } from "./words.js";

interface Found {
  queues: QueueView[];
  alarms: ShownAlarm[];
}

export const QueuesPage = ({ c, parts }: { c: PageContext; parts: Parts }) => (
  <>
    <PageHead
      at="/queues"
      about="What waits in Redis to be worked on. The queues are filled from the ledger, which says what is to be done."
    />
    <Done c={c} words={DONE_WORDS} />
    {parts["queues"]}
    {parts["alarms"]}
  </>
);

export const queuesParts = ({ queues, alarms }: Found, c: PageContext): Parts => ({
  queues: <QueuesPart queues={queues} c={c} />,
  alarms: <AlarmsPart alarms={alarms} c={c} />,
});

const QueuesPart = ({ queues, c }: { queues: QueueView[]; c: PageContext }) => {
  const visitor = c.get("visitor");
  const states = statesOf(queues);
  return (
    <section id="queues" class="card" aria-label="All queues">
      <Table
        rows={queues}
        columns={[
          {
            head: "Queue",
            cell: ({ name, isPaused }) => (
              <>
                <a href={`/queues/${name}`}>{name}</a> {isPaused ? <State word={PAUSED} /> : null}
                <br />
                <small>{QUEUE_WORDS[name]}</small>
              </>
            ),
          },
          ...states.map((state) => ({
            head: STATE_WORDS[state],
            as: "n" as const,
            cell: ({ name, counts }: QueueView) => (
              <a href={`/queues/${name}?state=${state}`}>{number(counts[state])}</a>
            ),
          })),
        ]}
      />
      {may(visitor, "/queues/resume") && queues.some(({ isPaused }) => isPaused) ? (
        <ActionButton to="/queues/resume" visitor={visitor} label="Resume all" tone="main" />
      ) : null}
    </section>
  );
};

const AlarmsPart = ({ alarms, c }: { alarms: ShownAlarm[]; c: PageContext }) => (
  <section id="alarms" class="card" aria-labelledby="alarms-title">
    <header>
      <h2 id="alarms-title">Alarms of schedules</h2>
      <p>
        <a href="/schedules">Schedules</a>
      </p>
    </header>
    {alarms.length === 0 ? (
      <Empty title="No alarm is set." />
    ) : (
      <Table
        rows={alarms}
        columns={[
          { head: "Alarm", cell: ({ id }) => id },
          {
            head: "Rings at",
            cell: ({ cron, timeZone }) => (
              <span>
                <code>{cron}</code> <small>{timeZone}</small>
              </span>
            ),
          },
          {
            head: "Next",
            cell: ({ next }) =>
              next === undefined ? (
                "–"
              ) : (
                <span>
                  <Time at={next} zone={c.get("zone")} />{" "}
                  <small>
                    <Ago at={next} now={c.get("clock")()} />
                  </small>
                </span>
              ),
          },
        ]}
      />
    )}
  </section>
);
