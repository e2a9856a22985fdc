import type { lookup, SuppressedView } from "../../contracts/suppression.js";
import type { AnswerOf } from "../../contracts/operation.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { Empty } from "../parts/empty.js";
import { Facts } from "../parts/facts.js";
import { PageHead } from "../parts/page-head.js";
import { Time } from "../parts/time.js";
import { PolicyTabs } from "../policy/tabs.js";
import { number } from "../words.js";
import { SuppressionCard } from "./suppression-card.js";

/** What the suppression list has of somebody. */
export type FoundOnList = AnswerOf<typeof lookup>;

interface PersonProps {
  /** Undefined: what was typed can't be looked up. */
  found: FoundOnList | undefined;
  visitor: Visitor;
  zone: string;
  problem?: Problem | undefined;
}

export const PersonPage = ({ found, visitor, zone, problem }: PersonProps) => (
  <>
    <PageHead at="/comebacks/person" up={<a href="/comebacks">All comebacks</a>} />
    <PolicyTabs at="/comebacks" />
    {found ? (
      <section class="card" aria-labelledby="found">
        <h2 id="found">{found.suppressed ? "They are on the list" : "They aren’t on the list"}</h2>
        {found.entry === null ? (
          <Empty title="Nobody was erased under that ID or address." />
        ) : (
          <Entry entry={found.entry} zone={zone} />
        )}
      </section>
    ) : null}
    <SuppressionCard visitor={visitor} problem={problem} />
  </>
);

const Entry = ({ entry, zone }: { entry: SuppressedView; zone: string }) => (
  <Facts
    of={{
      Pseudonym: <code>{entry.subject}</code>,
      [entry.found ? "Blank since" : "Not found on"]: <Time at={entry.since} zone={zone} />,
      "Erased by": (
        <>
          {entry.run === null ? "no run" : <a href={`/runs/${entry.run}`}>Run {entry.run}</a>}
          {entry.onDemand ? ", because somebody asked" : ", in a sweep"}
        </>
      ),
      Comebacks: (
        <>
          {number(entry.comebacks)}
          {entry.lastComebackAt === null ? null : (
            <>
              , the last <Time at={entry.lastComebackAt} zone={zone} />
            </>
          )}
        </>
      ),
    }}
  />
);
