import type { comebacks, WatchItem } from "../../contracts/watches.js";
import type { AnswerOf } from "../../contracts/operation.js";
import type { PageContext, Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Empty } from "../parts/empty.js";
import { PageHead } from "../parts/page-head.js";
import { Paging } from "../parts/paging.js";
import { PolicyTabs } from "../policy/tabs.js";
import { ComebackTable } from "./comeback-table.js";
import { PatternPart, type Span } from "./pattern-part.js";
import { SuppressionCard } from "./suppression-card.js";
import { WatchesPart } from "./watches-part.js";

export type ComebackList = AnswerOf<typeof comebacks>;

interface ComebacksProps extends ComebackList {
  c: PageContext;
  parts: Parts;
  span: Span;
  isLater: boolean;
  visitor: Visitor;
  zone: string;
  now: Date;
}

export const watchParts = (watches: WatchItem[], now: Date): Parts => ({
  watches: <WatchesPart watches={watches} now={now} />,
});

export const ComebacksPage = (props: ComebacksProps) => {
  const { c, parts, pattern, span, now, comebacks, next, isLater, visitor, zone } = props;
  return (
    <>
      <PageHead
        at="/comebacks"
        about="Erased people whose data is there again: a client, a sync or an import still sends it."
      >
        {may(visitor, "/comebacks/look") ? (
          <a class="button main" href="/comebacks/look">
            Start a watch
          </a>
        ) : null}
      </PageHead>
      <PolicyTabs at="/comebacks" />
      <Done
        c={c}
        words={{ removed: "They were removed from the list.", absent: "They weren’t on the list." }}
      />
      <PatternPart pattern={pattern} span={span} now={now} />
      {parts["watches"]}
      <section class="card" aria-labelledby="comebacks">
        <h2 id="comebacks">Who came back</h2>
        {comebacks.length > 0 ? (
          <ComebackTable comebacks={comebacks} zone={zone} />
        ) : (
          <Empty title="Nobody’s data came back, as far as anybody looked." />
        )}
        <Paging at="/comebacks" query={{ days: span }} isLater={isLater} next={next} />
      </section>
      <SuppressionCard visitor={visitor} />
    </>
  );
};
