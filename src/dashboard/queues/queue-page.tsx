import type { JobState } from "bullmq";
import type { PageContext } from "../env.js";
import { may } from "../may.js";
import { titleOf } from "../pages.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { ActionButton, Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { addressOf, Paging } from "../parts/paging.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import type { Parts } from "../live.js";
import { reason } from "../../model/reasons.js";
import type { QueueName } from "../../queue/queue-name.js";
import { number, shortId } from "../words.js";
import { isActFor, type JobAddress } from "./acts.js";
import { statesOf, type QueueView } from "./reads.js";
import { HIDDEN, type ShownJob } from "./shown.js";
import { DONE_WORDS, PAUSED, QUEUE_WORDS, STATE_WORDS } from "./words.js";

const LONGEST_SHOWN = 12;

interface JobsProps {
  c: PageContext;
  queue: QueueView;
  jobs: ShownJob[];
  state: JobState;
  isLater: boolean;
  next: string | null;
}

export const QueuePage = ({ c, name, parts }: { c: PageContext; name: QueueName; parts: Parts }) => (
  <>
    <PageHead
      at="/queues/:queue"
      of={{ queue: name }}
      up={<a href="/queues">{titleOf("/queues")}</a>}
      about={QUEUE_WORDS[name]}
    />
    <Done c={c} words={DONE_WORDS} />
    {parts["jobs"]}
  </>
);

export const JobsPart = (props: JobsProps) => {
  const { c, queue, jobs, state, isLater, next } = props;
  const { name, isPaused, counts } = queue;
  const visitor = c.get("visitor");
  const at = `/queues/${name}`;
  return (
    <div id="jobs" class="column">
      {isPaused ? (
        <div class="actions">
          <State word={PAUSED} />
          {may(visitor, "/queues/:queue/resume") ? (
            <ActionButton to={`${at}/resume`} visitor={visitor} label="Resume" tone="main" />
          ) : null}
        </div>
      ) : null}
      <nav class="tabs" aria-label="Jobs by their state">
        {statesOf([queue]).map((one) => (
          <a href={addressOf(at, { state: one })} {...(one === state && { "aria-current": "page" as const })}>
            {STATE_WORDS[one]} {number(counts[one])}
          </a>
        ))}
      </nav>
      <section class="card" aria-label={`${STATE_WORDS[state]} jobs`}>
        {jobs.length === 0 ? <Empty title="There are no such jobs." /> : <JobTable {...props} />}
        {state === "failed" && jobs.length > 0 && may(visitor, "/queues/:queue/retry") ? (
          <ActionButton to={`${at}/retry`} visitor={visitor} label="Try all again" />
        ) : null}
        <Paging at={at} query={{ state }} isLater={isLater} next={next} />
      </section>
    </div>
  );
};

const JobTable = ({ c, queue, jobs, state }: JobsProps) => {
  const [visitor, zone] = [c.get("visitor"), c.get("zone")];
  const offered = JOB_ACTS[state];
  const act = offered && may(visitor, offered.address) ? offered : undefined;
  return (
    <Table
      rows={jobs}
      columns={[
        { head: "Job", cell: ({ id }) => id },
        { head: "About", cell: ({ data }) => <About data={data} /> },
        { head: "Attempts", cell: ({ attempts }) => number(attempts) },
        { head: "Added", cell: ({ addedAt }) => <JobTime at={addedAt} zone={zone} /> },
        state === "delayed" && { head: "Due", cell: ({ dueAt }) => <JobTime at={dueAt} zone={zone} /> },
        { head: "Failure", cell: ({ failure }) => (failure === undefined ? "–" : reason(failure)) },
        act && {
          head: "What to do",
          cell: ({ id }) =>
            isActFor(act.address, id) ? (
              <Post to={addressFor(act.address, queue.name, id)} visitor={visitor}>
                <button type="submit">
                  {act.label}
                  <span class="hidden">: {id}</span>
                </button>
              </Post>
            ) : (
              "–"
            ),
        },
      ]}
    />
  );
};

const JobTime = ({ at, zone }: { at: string | undefined; zone: string }) =>
  at === undefined ? <>–</> : <Time at={at} zone={zone} />;

/** What can be done with a job, by its state. */
const JOB_ACTS: Partial<Record<JobState, { address: JobAddress; label: string }>> = {
  failed: { address: "/queues/:queue/jobs/:job/retry", label: "Try again" },
  delayed: { address: "/queues/:queue/jobs/:job/promote", label: "Run now" },
};

const addressFor = (address: JobAddress, queue: QueueName, id: string): string =>
  address.replace(":queue", queue).replace(":job", encodeURIComponent(id));

/** Where the pages of what a job works on are. */
const PLACES: Record<string, string> = {
  run: "/runs",
  request: "/requests",
  watch: "/comebacks/watches",
};

const About = ({ data }: Pick<ShownJob, "data">) => (
  <span>
    {data === HIDDEN
      ? HIDDEN
      : Object.entries(data).map(([name, value], i) => (
          <>
            {i > 0 ? ", " : ""}
            <Fact name={name} value={String(value)} />
          </>
        ))}
  </span>
);

const Fact = ({ name, value }: { name: string; value: string }) => {
  const text = `${name} ${value.length > LONGEST_SHOWN ? shortId(value) : value}`;
  const place = PLACES[name];
  return place === undefined ? <>{text}</> : <a href={`${place}/${value}`}>{text}</a>;
};
