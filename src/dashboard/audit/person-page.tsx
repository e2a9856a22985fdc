import { isBlanked } from "../../model/outcome.js";
import { plural } from "../../model/words.js";
import type { AuditLookup, AuditEntryView } from "../../contracts/audit.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { may } from "../may.js";
import { Empty } from "../parts/empty.js";
import { Post, FormError, UserIdField } from "../parts/form.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { Blanked, Outcome } from "./outcome.js";
import { Holds, KnownAs, Requests, Suppression } from "./person-facts.js";
import { Place } from "./place.js";
import { AuditHead } from "./tabs.js";

interface PersonProps {
  visitor: Visitor;
  zone: string;
  /** What is known about whoever was looked up. */
  found?: AuditLookup | undefined;
  /** Entries and actions that are under a signed checkpoint. */
  signed?: number | undefined;
  problem?: Problem | undefined;
}

export const PersonPage = (props: PersonProps) => (
  <>
    <AuditHead at="people" />
    <section class="card" aria-labelledby="look-up">
      <h2 id="look-up">Search for a person</h2>
      <Post to="/audit/person" visitor={props.visitor} class="form">
        <FormError problem={props.problem} />
        <UserIdField
          hint="It is turned into pseudonyms and kept nowhere, so it isn’t shown again either."
          maxlength={1000}
        />
        <button class="main" type="submit">
          Search
        </button>
      </Post>
    </section>
    {props.found ? <Found {...props} found={props.found} /> : null}
  </>
);

const Found = ({ found, visitor, zone, signed }: PersonProps & { found: AuditLookup }) => {
  const lost = found.epochs.filter(({ state }) => state !== "live");
  return (
    <>
      {lost.length > 0 ? (
        <p class="notice soon" role="status">
          Entries of {plural(lost.length, "epoch")} can’t be looked up:{" "}
          {lost
            .map(
              ({ epoch, state }) =>
                `epoch ${epoch} (key ${state === "destroyed" ? "destroyed" : "missing here"})`,
            )
            .join(", ")}
          . What is shown is what was recorded in the others.
        </p>
      ) : null}
      <div class="grid">
        <section class="card" aria-labelledby="entries-title">
          <header>
            <h2 id="entries-title">What was done to their data</h2>
          </header>
          {found.entries.length === 0 ? (
            <Empty title="No run recorded anything about this user ID.">
              <p>Check its spelling: capital letters count.</p>
            </Empty>
          ) : (
            <Entries entries={found.entries} visitor={visitor} zone={zone} signed={signed} />
          )}
        </section>
        <KnownAs found={found} />
        <Requests requests={found.requests} />
        <Holds holds={found.holds} zone={zone} />
        <Suppression suppression={found.suppression} zone={zone} />
      </div>
    </>
  );
};

const Entries = ({
  entries,
  visitor,
  zone,
  signed,
}: Pick<PersonProps, "visitor" | "zone" | "signed"> & { entries: AuditEntryView[] }) => (
  <Table
    rows={entries}
    isRecord
    columns={[
      { head: "Run", cell: ({ runId }) => <a href={`/runs/${runId}`}>Run {runId}</a> },
      { head: "Outcome", cell: (entry) => <Outcome entry={entry} /> },
      { head: "Blanked", as: "wide", cell: (entry) => <Blanked entry={entry} /> },
      { head: "When", cell: ({ at }) => <Time at={at} zone={zone} to="second" /> },
      {
        head: "In the log",
        cell: (entry) => (
          <span>
            <Place {...entry} signed={signed} />
            <br />
            <small>{proofText(entry, signed)}</small>
          </span>
        ),
      },
      may(visitor, "/runs/:run/certificate") && {
        head: "Certificate",
        cell: ({ outcome, runId }) =>
          isBlanked(outcome) ? (
            <a href={`/runs/${runId}#certificate`}>From run {runId}</a>
          ) : (
            <span class="quiet">
              {outcome === "scrubbed_in_part" ? "none: blanked in part" : "none: not blanked"}
            </span>
          ),
      },
    ]}
  />
);

function proofText({ index, log, epoch }: AuditEntryView, signed: number | undefined): string {
  if (index === null) return "it is sealed within seconds, while a service runs";
  const under =
    signed !== undefined && index < signed ? `sealed under the checkpoint over ${signed}` : "sealed";
  return `${under}, log ${log}, epoch ${epoch}`;
}
