import type { WatchItem } from "../../contracts/watches.js";
import { Empty } from "../parts/empty.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Ago } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { number } from "../words.js";
import { WATCH_MODE } from "../../model/kinds.js";
import { WATCH_LIFECYCLE } from "../../model/watch-lifecycle.js";

/** The latest watches. */
export const WatchesPart = ({ watches, now }: { watches: WatchItem[]; now: Date }) => (
  <section id="watches" class="card" aria-labelledby="watches-title">
    <h2 id="watches-title">Watches</h2>
    {watches.length === 0 ? (
      <Empty title="There was no watch yet.">
        <p>A schedule of the kind “watch” starts them.</p>
      </Empty>
    ) : (
      <Table
        rows={watches}
        caption="Watches, newest first"
        columns={[
          {
            head: "Watch",
            cell: ({ id, mode }) => (
              <span>
                <a href={`/comebacks/watches/${id}`}>Watch {id}</a>
                {mode === "replay" ? <small> {WATCH_MODE.replay}</small> : null}
              </span>
            ),
          },
          {
            head: "State",
            cell: ({ state, code }) => (
              <span>
                <State word={WATCH_LIFECYCLE[state]} />
                {code === null ? null : <small> {reason(code)}</small>}
              </span>
            ),
          },
          { head: "Users checked", as: "n", cell: ({ scanned }) => number(scanned) },
          { head: "Erased people among them", as: "n", cell: ({ known }) => number(known) },
          { head: "Came back", as: "n", cell: ({ cameBack }) => number(cameBack) },
          {
            head: "Begun",
            cell: ({ createdAt, createdBy }) => (
              <span>
                <Ago at={createdAt} now={now} />, {createdBy}
              </span>
            ),
          },
        ]}
      />
    )}
  </section>
);
