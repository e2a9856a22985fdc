import type { LogStanding } from "../../contracts/log.js";
import type { Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { may } from "../may.js";
import { Empty } from "../parts/empty.js";
import { Facts } from "../parts/facts.js";
import { Figure } from "../parts/figure.js";
import { Post } from "../parts/form.js";
import { Ago, Time } from "../parts/time.js";
import { number, plural } from "../words.js";

/** The parts of the page that move. */
export function logParts(
  { log }: { log: LogStanding },
  viewing: { visitor: Visitor; zone: string; now: Date },
): Parts {
  return {
    "log-now": <NowPart log={log} {...viewing} />,
    "handed-out": <HandedOutPart log={log} {...viewing} />,
  };
}

interface Viewing {
  visitor: Visitor;
  zone: string;
  now: Date;
}

const NowPart = ({ log, zone, now }: { log: LogStanding } & Viewing) => (
  <section id="log-now" class="card" aria-labelledby="log-now-title">
    <h2 id="log-now-title">The sealed log</h2>
    {log.checkpoint ? (
      <>
        <dl class="figures">
          <Figure name="sealed" n={log.size} />
          <Figure name="waiting to be sealed" n={log.waiting} />
          <Figure name="not ours" n={log.refused} tone={log.refused > 0 ? "bad" : undefined} />
        </dl>
        <Facts
          of={{
            "Its name": <code>{log.checkpoint.origin}</code>,
            "Last checkpoint": (
              <>
                <Time at={log.checkpoint.at} zone={zone} to="second" />, over {number(log.checkpoint.size)}
              </>
            ),
            "The oldest waits since": log.oldestWaiting !== null && <Ago at={log.oldestWaiting} now={now} />,
          }}
        />
        {log.refused > 0 ? (
          <p class="trouble">
            {plural(log.refused, "bundle of rows", "bundles of rows")} weren’t written by Scrubjay. Somebody
            else writes to its database. They are set aside and sealed nowhere. Verify the log, and find out
            who has access.
          </p>
        ) : null}
      </>
    ) : (
      <Empty title="Nothing is sealed yet.">
        <p>The log begins with the first entry.</p>
      </Empty>
    )}
  </section>
);

const HandedOutPart = ({ log, visitor, now }: { log: LogStanding } & Viewing) => (
  <section id="handed-out" class="card" aria-labelledby="handed-out-title">
    <h2 id="handed-out-title">Published</h2>
    {log.published.length === 0 ? (
      <p class="quiet">
        To nobody. With SCRUBJAY_PUBLISH_FOLDER or SCRUBJAY_PUBLISH_COMMAND checkpoints go where nobody of
        this service can change them.
      </p>
    ) : (
      <>
        <ul class="plain-list">
          {log.published.map(({ target, at }) => (
            <li>
              {target === "folder" ? "Into the folder" : "By the command"}
              <span class="end">{at === null ? "never" : <Ago at={at} now={now} />}</span>
            </li>
          ))}
        </ul>
        {may(visitor, "/audit/log/publication") && log.checkpoint ? (
          <Post to="/audit/log/publication" visitor={visitor}>
            <button type="submit">Publish now</button>
          </Post>
        ) : null}
      </>
    )}
  </section>
);
