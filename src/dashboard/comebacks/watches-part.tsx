import type { WatchItem } from "../../contracts/watches.js";
import { Empty } from "../parts/empty.js";
import { State } from "../parts/state.js";
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
      <table class="cards">
        <caption class="hidden">Watches, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Watch</th>
            <th scope="col">State</th>
            <th scope="col" class="n">
              Users checked
            </th>
            <th scope="col" class="n">
              Erased people among them
            </th>
            <th scope="col" class="n">
              Came back
            </th>
            <th scope="col">Begun</th>
          </tr>
        </thead>
        <tbody>
          {watches.map((watch) => (
            <tr>
              <th scope="row">
                <span>
                  <a href={`/comebacks/watches/${watch.id}`}>Watch {watch.id}</a>
                  {watch.mode === "replay" ? <small> {WATCH_MODE.replay}</small> : null}
                </span>
              </th>
              <td data-name="State">
                <span>
                  <State word={WATCH_LIFECYCLE[watch.state]} />
                  {watch.code === null ? null : <small> {reason(watch.code)}</small>}
                </span>
              </td>
              <td class="n" data-name="Users checked">
                {number(watch.scanned)}
              </td>
              <td class="n" data-name="Erased people among them">
                {number(watch.known)}
              </td>
              <td class="n" data-name="Came back">
                {number(watch.cameBack)}
              </td>
              <td data-name="Begun">
                <span>
                  <Ago at={watch.createdAt} now={now} />, {watch.createdBy}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
