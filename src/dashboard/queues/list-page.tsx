import type { PageContext } from "../env.js";
import { may } from "../may.js";
import { titleOf } from "../pages.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { ActionButton } from "../parts/form.js";
import { State } from "../parts/state.js";
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
    <div class="page-head">
      <div>
        <h1>{titleOf("/queues")}</h1>
        <p class="quiet">
          What waits in Redis to be worked on. The queues are filled from the ledger, which says what is to be
          done.
        </p>
      </div>
    </div>
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
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            {states.map((state) => (
              <th scope="col" class="n">
                {STATE_WORDS[state]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map(({ name, isPaused, counts }) => (
            <tr>
              <th scope="row">
                <a href={`/queues/${name}`}>{name}</a> {isPaused ? <State word={PAUSED} /> : null}
                <br />
                <small>{QUEUE_WORDS[name]}</small>
              </th>
              {states.map((state) => (
                <td class="n" data-name={STATE_WORDS[state]}>
                  <a href={`/queues/${name}?state=${state}`}>{number(counts[state])}</a>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Alarm</th>
            <th scope="col">Rings at</th>
            <th scope="col">Next</th>
          </tr>
        </thead>
        <tbody>
          {alarms.map(({ id, cron, timeZone, next }) => (
            <tr>
              <th scope="row">{id}</th>
              <td data-name="Rings at">
                <span>
                  <code>{cron}</code> <small>{timeZone}</small>
                </span>
              </td>
              <td data-name="Next">
                {next === undefined ? (
                  "–"
                ) : (
                  <span>
                    <Time at={next} zone={c.get("zone")} />{" "}
                    <small>
                      <Ago at={next} now={c.get("clock")()} />
                    </small>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
