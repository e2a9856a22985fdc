import type { OverviewView } from "../../contracts/overview.js";
import { Figure } from "../parts/figure.js";
import { plural } from "../words.js";

/** What failed for good and waits for a person. */
export const ParkedPart = ({ parked }: Pick<OverviewView, "parked">) => (
  <section id="parked" class="card" aria-labelledby="parked-title">
    <header>
      <h2 id="parked-title">Failed and parked</h2>
    </header>
    <dl class="figures">
      <Figure name="users" n={parked.users} tone={parked.users > 0 ? "bad" : undefined} />
      <Figure
        name="messages to others"
        n={parked.deliveries}
        tone={parked.deliveries > 0 ? "bad" : undefined}
      />
    </dl>
    {parked.runs.length > 0 ? (
      <ul class="plain-list">
        {parked.runs.map(({ run, users }) => (
          <li>
            <a href={`/runs/${run}`}>Run {run}</a>
            <small class="end">{plural(users, "user")}</small>
          </li>
        ))}
      </ul>
    ) : (
      <p class="quiet">Nobody waits for a second attempt.</p>
    )}
  </section>
);
