import type { VerdictView } from "../../contracts/verification.js";
import { Facts } from "../parts/facts.js";
import { Icon } from "../parts/icons.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { number, plural } from "../words.js";

/** Findings that leave the verdict as it is. */
const WARNINGS = new Set(["waiting_long", "closed_damaged"]);

/** What a verification came to. */
export const VerdictPart = ({ verdict, zone }: { verdict: VerdictView; zone: string }) => {
  const { holds, logs, findings, more, waiting } = verdict;
  const tone = holds ? (findings.length > 0 ? "soon" : "good") : "bad";
  const looked = logs.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <section class={`verdict ${tone}`} aria-labelledby="verdict-title">
        <Icon name={tone} />
        <h2 id="verdict-title">{holds ? "The log holds" : "The log doesn’t hold"}</h2>
        <div class="more">
          <p>
            {plural(looked, "entry and action", "entries and actions")} were computed anew and held against
            what was signed.
            {waiting > 0 ? ` ${plural(waiting, "row waits", "rows wait")} to be sealed.` : ""}
          </p>
          {holds ? null : (
            <p>
              If the database was restored from a backup, bring back a newer one. If entries are lost for
              good, an owner can begin a new log that says so: <code>scrubjay audit restart</code>. What was
              found is below; keep this page.
            </p>
          )}
        </div>
      </section>
      {findings.length > 0 ? (
        <section class="card" aria-labelledby="findings-title">
          <h2 id="findings-title">Found</h2>
          <Table
            rows={findings}
            columns={[
              { head: "What", cell: ({ message }) => message },
              {
                head: "Kind",
                cell: ({ kind }) => (
                  <span>
                    <code>{kind}</code>
                    {WARNINGS.has(kind) ? <small> a warning</small> : null}
                  </span>
                ),
              },
              { head: "Index", as: "n", cell: ({ index }) => (index === null ? "–" : number(index)) },
              { head: "Row", cell: ({ row }) => (row ? `${row.kind} ${row.id}` : "–") },
              { head: "Log", cell: ({ log }) => log ?? "–" },
            ]}
          />
          {more > 0 ? <p>And {number(more)} more.</p> : null}
        </section>
      ) : null}
      {logs.map(({ origin, size, root, checkpoints, newest, closedAt }, n) => (
        <section class="card" aria-labelledby={`log-${n}`}>
          <h2 id={`log-${n}`}>
            {origin}
            {closedAt === null ? "" : ", closed"}
          </h2>
          <Facts
            of={{
              "Looked at": plural(size, "entry and action", "entries and actions"),
              Root: <code>{root}</code>,
              Checkpoints: `${number(checkpoints)} stored`,
              "Newest that holds": newest ? (
                <>
                  over {number(newest.size)}, <Time at={newest.at} zone={zone} to="second" />
                </>
              ) : (
                "none"
              ),
            }}
          />
        </section>
      ))}
    </>
  );
};

/** Without a verdict nothing is known. */
export const CutOff = () => (
  <section class="verdict bad" aria-labelledby="verdict-title">
    <Icon name="bad" />
    <h2 id="verdict-title">There is no verdict</h2>
    <div class="more">
      <p>
        The verification was cut off before its end, so nothing is known. The service’s log has the reason.
      </p>
    </div>
  </section>
);
