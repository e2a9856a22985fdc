import { groundWords } from "../../model/law.js";
import type { HoldView } from "../../contracts/holds.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { shortId } from "../words.js";
import { holdWord } from "./words.js";

export const HoldTable = ({ holds, zone }: { holds: HoldView[]; zone: string }) => (
  <table class="cards">
    <caption class="hidden">Legal holds, newest first</caption>
    <thead>
      <tr>
        <th scope="col">Hold</th>
        <th scope="col">Person</th>
        <th scope="col">State</th>
        <th scope="col">Ground, Art. 17(3)</th>
        <th scope="col">Who answers for it</th>
        <th scope="col">Since</th>
        <th scope="col">Until</th>
      </tr>
    </thead>
    <tbody>
      {holds.map((hold) => (
        <tr>
          <th scope="row">
            <a href={`/holds/${hold.id}`} title={hold.id}>
              {shortId(hold.id)}
            </a>
          </th>
          <td data-name="Person">
            <Pseudonym of={hold.subject} />
          </td>
          <td data-name="State">
            <State word={holdWord(hold)} />
          </td>
          <td data-name="Ground, Art. 17(3)">
            ({hold.ground}) {groundWords(hold.ground)}
          </td>
          <td data-name="Who answers for it">{hold.owner}</td>
          <td data-name="Since">
            <Time at={hold.createdAt} zone={zone} to="day" />
          </td>
          <td data-name="Until">
            <Until hold={hold} zone={zone} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

export const Until = ({ hold, zone }: { hold: HoldView; zone: string }) => {
  const end = hold.liftedAt ?? hold.endsAt;
  return end === null ? <>No end is set</> : <Time at={end} zone={zone} />;
};
