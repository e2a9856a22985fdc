import { isEnough } from "../../model/roles.js";
import type { ScheduleHistoryView, SlotView } from "../../contracts/schedules.js";
import type { PageContext, Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { Facts } from "../parts/facts.js";
import { Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { PolicyTabs } from "../policy/tabs.js";
import { reason } from "../../model/reasons.js";
import { APPROVAL, SCHEDULE_KIND } from "../../model/kinds.js";
import { SLOT_LIFECYCLE } from "../../model/slot-lifecycle.js";
import { whenText } from "./words.js";

interface Viewing {
  visitor: Visitor;
  zone: string;
}

const DONE = {
  made: "The schedule was made. It begins at its next time.",
  begun: "It was begun. How it stands is shown below.",
};

export const scheduleParts = (schedule: ScheduleHistoryView, zone: string): Parts => ({
  next: <NextPart schedule={schedule} zone={zone} />,
  history: <HistoryPart slots={schedule.slots} zone={zone} />,
});

interface SchedulePageProps extends Viewing {
  c: PageContext;
  schedule: ScheduleHistoryView;
  parts: Parts;
}

export const SchedulePage = ({ c, schedule, parts, visitor, zone }: SchedulePageProps) => (
  <>
    <PageHead
      at="/schedules/:name"
      of={schedule}
      about={`${SCHEDULE_KIND[schedule.kind]}, ${whenText(schedule)}`}
    />
    <PolicyTabs at="/schedules" />
    <Done c={c} words={DONE} />
    <div class="grid">
      <div class="column half">
        <FactsCard schedule={schedule} zone={zone} />
      </div>
      <div class="column half">
        {parts["next"]}
        {may(visitor, "/schedules/:name/run") ? <ButtonsCard schedule={schedule} visitor={visitor} /> : null}
      </div>
      {parts["history"]}
    </div>
  </>
);

const FactsCard = ({ schedule, zone }: { schedule: ScheduleHistoryView; zone: string }) => (
  <section class="card" aria-labelledby="facts">
    <h2 id="facts">What it does</h2>
    <Facts
      of={{
        When: (
          <>
            {whenText(schedule)} <code class="whole">{schedule.cron}</code>
          </>
        ),
        What: SCHEDULE_KIND[schedule.kind],
        Approval: APPROVAL[schedule.approval],
        Policy: (
          <>
            {schedule.policy === "inline" ? "One that came with it" : schedule.policy}{" "}
            <code>{schedule.policyDigest}</code>
          </>
        ),
        "Comes from": schedule.source === "file" ? "a policy file of the service" : schedule.createdBy,
        Since: <Time at={schedule.createdAt} zone={zone} />,
      }}
    />
  </section>
);

const NextPart = ({ schedule, zone }: { schedule: ScheduleHistoryView; zone: string }) => (
  <section id="next" class="card" aria-labelledby="next-title">
    <header>
      <h2 id="next-title">Next times</h2>
      <p class="quiet">in {zone}</p>
    </header>
    <ol class="sentences">
      {schedule.next.map((at) => (
        <li>
          <Time at={at} zone={zone} />
        </li>
      ))}
    </ol>
  </section>
);

const ButtonsCard = ({ schedule, visitor }: { schedule: ScheduleHistoryView; visitor: Visitor }) => {
  const { name, kind, approval, source } = schedule;
  const mayRun = approval === "wait" || isEnough(visitor.actor.role, "approver");
  return (
    <section class="card" aria-labelledby="acts">
      <h2 id="acts">Actions</h2>
      <ul class="plain-list">
        <li>
          {mayRun ? (
            <>
              <Post to={`/schedules/${name}/run`} visitor={visitor}>
                <button type="submit" data-ask={`Run ${name} now? ${consequence(kind, approval)}`}>
                  Run now
                </button>
              </Post>
              <small>{consequence(kind, approval)}</small>
            </>
          ) : (
            <small>It applies by itself, so only an approver can begin it now.</small>
          )}
        </li>
        <li>
          {source === "file" ? (
            <small>It comes from a policy file: remove it there.</small>
          ) : (
            <>
              <Post to={`/schedules/${name}/remove`} visitor={visitor}>
                <button
                  class="danger"
                  type="submit"
                  data-ask={`Remove the schedule ${name}? What it began goes on.`}
                >
                  Remove
                </button>
              </Post>
              <small>For good. What it began goes on.</small>
            </>
          )}
        </li>
      </ul>
    </section>
  );
};

function consequence(kind: ScheduleHistoryView["kind"], approval: ScheduleHistoryView["approval"]): string {
  if (approval === "automatic")
    return kind === "sweep"
      ? "It erases at once, within the limits."
      : "Whoever is to be erased again is, at once.";
  return kind === "sweep"
    ? "It makes a plan, which waits for approval."
    : "It checks all users. Whoever is to be erased again waits for approval.";
}

const HistoryPart = ({ slots, zone }: { slots: SlotView[]; zone: string }) => (
  <section id="history" class="card" aria-labelledby="history-title">
    <h2 id="history-title">History</h2>
    {slots.length === 0 ? (
      <Empty title="Its time hasn’t come yet." />
    ) : (
      <Table
        rows={slots}
        caption="Its times, newest first"
        columns={[
          { head: "Time", cell: ({ slot }) => <Time at={slot} zone={zone} /> },
          {
            head: "State",
            cell: ({ state, code }) => (
              <span>
                <State word={SLOT_LIFECYCLE[state]} />
                {code === null ? null : <small> {reason(code)}</small>}
              </span>
            ),
          },
          {
            head: "Begun by",
            cell: ({ trigger, startedBy }) => (trigger === "person" ? startedBy : "its time"),
          },
          { head: "Led to", cell: (slot) => <LedTo {...slot} /> },
          {
            head: "Ended",
            cell: ({ finishedAt }) => (finishedAt === null ? "–" : <Time at={finishedAt} zone={zone} />),
          },
        ]}
      />
    )}
  </section>
);

const LedTo = ({ run, watch }: SlotView) => {
  if (run !== null) return <a href={`/runs/${run}`}>Run {run}</a>;
  return watch === null ? <>–</> : <a href={`/comebacks/watches/${watch}`}>Watch {watch}</a>;
};
