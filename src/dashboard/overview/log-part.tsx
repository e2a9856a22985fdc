import type { OverviewView } from "../../contracts/overview.js";
import { Empty } from "../parts/empty.js";
import { Ago, Time } from "../parts/time.js";
import { number, plural } from "../words.js";
import type { Viewing } from "./viewing.js";

/** How the sealed log stands. */
export const LogPart = ({ log, zone, now }: Pick<OverviewView, "log"> & Viewing) => (
  <section id="log" class="card" aria-labelledby="log-title">
    <header>
      <h2 id="log-title">Sealed log</h2>
      <p>
        <a href="/audit/log">Verify</a>
      </p>
    </header>
    {log.checkpoint ? (
      <dl class="rows">
        <dt>Last checkpoint</dt>
        <dd>
          <Time at={log.checkpoint.at} zone={zone} to="second" />
        </dd>
        <dt>Over</dt>
        <dd>{plural(log.checkpoint.size, "entry", "entries")}</dd>
        <dt>Waiting</dt>
        <dd>
          {number(log.waiting)}
          {log.oldestWaiting ? (
            <>
              , the oldest <Ago at={log.oldestWaiting} now={now} />
            </>
          ) : null}
        </dd>
        {log.published.map(({ target, at }) => (
          <>
            <dt>Published</dt>
            <dd>
              {at ? <Ago at={at} now={now} /> : "never"} ({target})
            </dd>
          </>
        ))}
      </dl>
    ) : (
      <Empty title="Nothing is sealed yet.">
        <p>The log begins with the first entry.</p>
      </Empty>
    )}
  </section>
);
