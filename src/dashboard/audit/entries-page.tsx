import type { Page } from "../../client/client.js";
import type { AuditEntryView } from "../../contracts/audit.js";
import type { Problem } from "../../contracts/problem.js";
import { Empty } from "../parts/empty.js";
import { FormError, Input } from "../parts/form.js";
import { addressOf, Paging } from "../parts/paging.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { ExportLinks } from "./export-links.js";
import { Blanked, Outcome } from "./outcome.js";
import { Place } from "./place.js";
import { AuditHead } from "./tabs.js";

export interface EntriesFilter {
  run: string | undefined;
  /** A pseudonym. */
  subject: string | undefined;
}

interface EntriesProps {
  filter: EntriesFilter;
  isLater: boolean;
  zone: string;
  /** What was found, or why nothing could be looked for. */
  found: Page<AuditEntryView> | Problem;
}

const AT = "/audit/entries";

export const EntriesPage = ({ filter, isLater, zone, found }: EntriesProps) => {
  const problem = "code" in found ? found : undefined;
  const list = "code" in found ? undefined : found;
  return (
    <>
      <AuditHead at="entries" />
      <section class="card" aria-labelledby="entries-title">
        <header>
          <h2 id="entries-title">Entries about people, newest first</h2>
          <ExportLinks kind="entries" run={filter.run} />
        </header>
        <FormError problem={problem} />
        <form method="get" action={AT} class="filters">
          {filter.subject === undefined ? null : (
            <input type="hidden" name="subject" value={filter.subject} />
          )}
          <Input name="run" label="Run" inputmode="numeric" pattern="[0-9]{1,9}" value={filter.run ?? ""} />
          <button type="submit">Search</button>
          {filter.run === undefined && filter.subject === undefined ? null : (
            <a class="button" href={AT}>
              All entries
            </a>
          )}
        </form>
        {filter.subject === undefined ? null : (
          <p>
            Only entries of the pseudonym <Pseudonym of={filter.subject} />. The same person has another
            pseudonym in each epoch: to find all of them, search for the person.
          </p>
        )}
        {list ? <Entries {...list} filter={filter} zone={zone} isLater={isLater} /> : null}
      </section>
    </>
  );
};

const Entries = ({
  items: entries,
  next,
  filter,
  zone,
  isLater,
}: Page<AuditEntryView> & Pick<EntriesProps, "filter" | "zone" | "isLater">) =>
  entries.length === 0 ? (
    <Empty
      title={
        filter.run === undefined && filter.subject === undefined
          ? "Nothing is recorded yet."
          : "No entry fits."
      }
    >
      <p>
        Each person whom a <a href="/runs">run</a> deals with gets an entry when their batch is finished.
      </p>
    </Empty>
  ) : (
    <>
      <Table
        rows={entries}
        isRecord
        columns={[
          {
            head: "Person",
            cell: ({ subject }) => (
              <a href={addressOf(AT, { subject })} title="Only entries of this pseudonym">
                <Pseudonym of={subject} />
              </a>
            ),
          },
          { head: "Outcome", cell: (entry) => <Outcome entry={entry} /> },
          { head: "Blanked", as: "wide", cell: (entry) => <Blanked entry={entry} /> },
          { head: "Run", cell: ({ runId }) => <a href={`/runs/${runId}`}>Run {runId}</a> },
          { head: "When", cell: ({ at }) => <Time at={at} zone={zone} to="second" /> },
          { head: "In the log", cell: (entry) => <Place {...entry} /> },
        ]}
      />
      <Paging at={AT} query={{ ...filter }} isLater={isLater} next={next} />
    </>
  );
