import type { ComebackView } from "../../contracts/watches.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { fieldName } from "../words.js";
import { COMEBACK_STATUS } from "../../model/outcome.js";

export const ComebackTable = ({ comebacks, zone }: { comebacks: ComebackView[]; zone: string }) => (
  <table class="cards">
    <caption class="hidden">Comebacks, newest first</caption>
    <thead>
      <tr>
        <th scope="col">Who</th>
        <th scope="col">Seen</th>
        <th scope="col">Blank since</th>
        <th scope="col">What holds something</th>
        <th scope="col">State</th>
        <th scope="col">Erased by</th>
        <th scope="col">Again by</th>
      </tr>
    </thead>
    <tbody>
      {comebacks.map((one) => (
        <tr>
          <th scope="row">
            <span>
              <Pseudonym of={one.subject} />
              {one.kind === "email" ? <small> an e-mail address</small> : null}
            </span>
          </th>
          <td data-name="Seen">
            <Time at={one.seenAt} zone={zone} />
          </td>
          <td data-name="Blank since">
            <Time at={one.blankSince} zone={zone} />
          </td>
          <td data-name="What holds something">{one.fields.map(fieldName).join(", ") || "–"}</td>
          <td data-name="State">
            <span>
              <State word={COMEBACK_STATUS[one.status]} />
              {one.stillBack ? <small> seen before, and still there</small> : null}
            </span>
          </td>
          <td data-name="Erased by">{one.erasedBy === null ? "–" : <RunLink run={one.erasedBy} />}</td>
          <td data-name="Again by">{one.run === null ? "–" : <RunLink run={one.run} />}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const RunLink = ({ run }: { run: number }) => <a href={`/runs/${run}`}>Run {run}</a>;
