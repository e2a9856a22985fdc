import type { OverviewView } from "../../contracts/overview.js";
import { Figure } from "../parts/figure.js";
import { Ago } from "../parts/time.js";
import { number, plural } from "../words.js";
import type { Viewing } from "./viewing.js";

/** Erased people whose data is there again. */
export const ComebacksPart = ({ comebacks, now }: Pick<OverviewView, "comebacks"> & Viewing) => {
  const { open, last } = comebacks;
  return (
    <section id="comebacks" class="card" aria-labelledby="comebacks-title">
      <header>
        <h2 id="comebacks-title">Data that came back</h2>
        <p>
          <a href="/comebacks">Pattern</a>
        </p>
      </header>
      <dl class="figures">
        <Figure name="people not blank again" n={open} tone={open > 0 ? "soon" : undefined} />
      </dl>
      {last ? (
        <p class="quiet">
          Last watch <Ago at={last.finishedAt ?? last.createdAt} now={now} />:{" "}
          {plural(last.known, "erased person", "erased people")} found, {number(last.cameBack)} of them with
          data.
        </p>
      ) : (
        <p class="quiet">There was no watch yet. A schedule of the kind “watch” starts them.</p>
      )}
    </section>
  );
};
