import { HOLD_IDENTITY } from "../../model/hold-identity.js";
import { groundWords } from "../../model/law.js";
import type { HoldView } from "../../contracts/holds.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { shortId } from "../words.js";
import { holdWord } from "./words.js";

export const HoldTable = ({ holds, zone }: { holds: HoldView[]; zone: string }) => (
  <Table
    rows={holds}
    caption="Legal holds, newest first"
    columns={[
      {
        head: "Hold",
        cell: ({ id }) => (
          <a href={`/holds/${id}`} title={id}>
            {shortId(id)}
          </a>
        ),
      },
      { head: "Person", cell: ({ subject }) => <Pseudonym of={subject} /> },
      { head: "State", cell: (hold) => <State word={holdWord(hold)} /> },
      { head: "At TalkJS", cell: ({ identity }) => <State word={HOLD_IDENTITY[identity]} /> },
      { head: "Ground, Art. 17(3)", cell: ({ ground }) => `(${ground}) ${groundWords(ground)}` },
      { head: "Who answers for it", cell: ({ owner }) => owner },
      { head: "Since", cell: ({ createdAt }) => <Time at={createdAt} zone={zone} to="day" /> },
      { head: "Until", cell: (hold) => <Until hold={hold} zone={zone} /> },
    ]}
  />
);

export const Until = ({ hold, zone }: { hold: HoldView; zone: string }) => {
  const end = hold.liftedAt ?? hold.endsAt;
  return end === null ? <>No end is set</> : <Time at={end} zone={zone} />;
};
