import type { Page } from "../../client/client.js";
import type { HoldView } from "../../contracts/holds.js";
import type { PageContext, Visitor } from "../env.js";
import { may } from "../may.js";
import { Empty } from "../parts/empty.js";
import { PageHead } from "../parts/page-head.js";
import { Paging } from "../parts/paging.js";
import { PolicyTabs } from "../policy/tabs.js";
import { LookUpCard } from "./look-up.js";
import { HoldTable } from "./table.js";

interface ListProps extends Page<HoldView> {
  c: PageContext;
  /** Whether those are shown too that are over. */
  isAll: boolean;
  isLater: boolean;
  visitor: Visitor;
  zone: string;
}

export const HoldListPage = ({ items: holds, next, isAll, isLater, visitor, zone }: ListProps) => (
  <>
    <PageHead
      at="/holds"
      about="While a hold stands, nothing of that person is edited, and requests about them wait."
    >
      {may(visitor, "/holds/new") ? (
        <a class="button main" href="/holds/new">
          Place a hold
        </a>
      ) : null}
    </PageHead>
    <PolicyTabs at="/holds" />
    <section class="card" aria-labelledby="holds">
      <header>
        <h2 id="holds">{isAll ? "All holds" : "Holds that stand"}</h2>
        <p>
          {isAll ? (
            <a href="/holds">Only those that stand</a>
          ) : (
            <a href="/holds?which=all">With those that are over</a>
          )}
        </p>
      </header>
      {holds.length > 0 ? (
        <HoldTable holds={holds} zone={zone} />
      ) : (
        <Empty title={isAll ? "Nobody was ever under a legal hold." : "Nobody is under a legal hold."}>
          <p>Place one when somebody’s data must be kept although they asked for its erasure.</p>
        </Empty>
      )}
      <Paging at="/holds" query={{ which: isAll ? "all" : undefined }} isLater={isLater} next={next} />
    </section>
    <LookUpCard visitor={visitor} />
  </>
);
