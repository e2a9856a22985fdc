import type { ComebackView, WatchView } from "../../contracts/watches.js";
import type { PageContext, Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { Facts } from "../parts/facts.js";
import { Figure } from "../parts/figure.js";
import { Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { Paging } from "../parts/paging.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { PolicyTabs } from "../policy/tabs.js";
import { reason } from "../../model/reasons.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { ComebackTable } from "./comeback-table.js";
import { WATCH_MODE, ON_COMEBACK } from "../../model/kinds.js";
import { CANCELLABLE_WATCH_STATES, WATCH_LIFECYCLE } from "../../model/watch-lifecycle.js";

interface Viewing {
  visitor: Visitor;
  zone: string;
}

const DONE = {
  begun: "The watch has begun. This page shows its progress.",
  cancelled: "It was cancelled. What was begun is still finished.",
};

export const watchPageParts = (watch: WatchView, { visitor, zone }: Viewing): Parts => ({
  head: <HeadPart watch={watch} visitor={visitor} />,
  found: <FoundPart watch={watch} zone={zone} />,
});

interface WatchPageProps extends Viewing {
  c: PageContext;
  watch: WatchView;
  parts: Parts;
  comebacks: ComebackView[];
  next: string | null;
  isLater: boolean;
}

export const WatchPage = ({ c, watch, parts, comebacks, next, isLater, zone }: WatchPageProps) => (
  <>
    {parts["head"]}
    <PolicyTabs at="/comebacks" />
    <Done c={c} words={DONE} />
    {parts["found"]}
    <section class="card" aria-labelledby="comebacks">
      <h2 id="comebacks">Who came back</h2>
      {comebacks.length > 0 ? (
        <ComebackTable comebacks={comebacks} zone={zone} />
      ) : (
        <Empty title="Nobody was found yet whose data came back.">
          <p>Whoever is found stands here when the page is loaded again.</p>
        </Empty>
      )}
      <Paging at={`/comebacks/watches/${watch.id}`} isLater={isLater} next={next} />
    </section>
  </>
);

const HeadPart = ({ watch, visitor }: { watch: WatchView; visitor: Visitor }) => {
  const isOpen = CANCELLABLE_WATCH_STATES.includes(watch.state);
  return (
    <PageHead
      id="head"
      at="/comebacks/watches/:watch"
      of={{ watch: watch.id }}
      up={<a href="/comebacks">All comebacks</a>}
      about={`${WATCH_MODE[watch.mode]}${watch.code === null ? "" : ` · ${reason(watch.code)}`}`}
    >
      <div class="actions">
        <State word={WATCH_LIFECYCLE[watch.state]} />
        {isOpen && may(visitor, "/comebacks/watches/:watch/cancel") ? (
          <>
            <small>What is begun is still finished:</small>
            <Post to={`/comebacks/watches/${watch.id}/cancel`} visitor={visitor}>
              <button class="danger" type="submit" data-ask="Cancel this watch, and the runs that it made?">
                Cancel the watch
              </button>
            </Post>
          </>
        ) : null}
      </div>
    </PageHead>
  );
};

const FoundPart = ({ watch, zone }: { watch: WatchView; zone: string }) => {
  const { found, scanned, known } = watch;
  return (
    <section id="found" class="card" aria-labelledby="found-title">
      <h2 id="found-title">What it found</h2>
      <dl class="figures">
        <Figure name="users checked" n={scanned} />
        <Figure name="erased people among them" n={known} />
        <Figure name="with data again" n={found.people} tone={found.people > 0 ? "soon" : undefined} />
        {found.emails > 0 ? (
          <Figure name="e-mail addresses somebody has now" n={found.emails} tone="soon" />
        ) : null}
        <Figure name="seen before, and still there" n={found.stillBack} />
        <Figure name="under legal hold" n={found.held} />
        <Figure name="to be erased again" n={found.toScrub} />
        <Figure name="blank again" n={found.scrubbed} />
        {watch.unjudged ? <Figure name="couldn’t be judged" n={watch.unjudged.people} tone="bad" /> : null}
      </dl>
      <Facts
        of={{
          "Whoever is back": `${ON_COMEBACK[watch.onComeback]}${watch.apply ? ", without a person’s approval" : ""}`,
          Begun: (
            <>
              <Time at={watch.createdAt} zone={zone} />, by {watch.createdBy}
            </>
          ),
          Ended: watch.finishedAt !== null && <Time at={watch.finishedAt} zone={zone} />,
          "Couldn’t be judged": watch.unjudged !== null && <UnjudgedRuns {...watch.unjudged} />,
          "Its runs": watch.runs.length > 0 && (
            <ul class="plain-list">
              {watch.runs.map(({ run, state, code }) => (
                <li>
                  <a href={`/runs/${run}`}>Run {run}</a>
                  <State word={RUN_LIFECYCLE[state]} />
                  {code === null ? null : <small>{reason(code)}</small>}
                </li>
              ))}
            </ul>
          ),
        }}
      />
    </section>
  );
};

const UnjudgedRuns = ({ runs }: NonNullable<WatchView["unjudged"]>) => (
  <>
    Whom{" "}
    {runs.length === 0
      ? "a run erased that could be read again when the watch ended"
      : runs.map((run, i) => (
          <>
            {i > 0 ? ", " : ""}
            <a href={`/runs/${run}`}>run {run}</a>
          </>
        ))}
    {runs.length === 0
      ? ": watch again."
      : " erased: its policy can’t be read, because somebody changed it in the database."}
  </>
);
