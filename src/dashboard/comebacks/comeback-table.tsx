import type { ComebackView } from "../../contracts/watches.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { fieldName } from "../words.js";
import { COMEBACK_STATUS } from "../../model/outcome.js";

export const ComebackTable = ({ comebacks, zone }: { comebacks: ComebackView[]; zone: string }) => (
  <Table
    rows={comebacks}
    caption="Comebacks, newest first"
    columns={[
      {
        head: "Who",
        cell: ({ subject, kind }) => (
          <span>
            <Pseudonym of={subject} />
            {kind === "email" ? <small> an e-mail address</small> : null}
          </span>
        ),
      },
      { head: "Seen", cell: ({ seenAt }) => <Time at={seenAt} zone={zone} /> },
      { head: "Blank since", cell: ({ blankSince }) => <Time at={blankSince} zone={zone} /> },
      { head: "What holds something", cell: ({ fields }) => fields.map(fieldName).join(", ") || "–" },
      {
        head: "State",
        cell: ({ status, stillBack }) => (
          <span>
            <State word={COMEBACK_STATUS[status]} />
            {stillBack ? <small> seen before, and still there</small> : null}
          </span>
        ),
      },
      { head: "Erased by", cell: ({ erasedBy }) => <RunLink run={erasedBy} /> },
      { head: "Again by", cell: ({ run }) => <RunLink run={run} /> },
    ]}
  />
);

const RunLink = ({ run }: { run: number | null }) =>
  run === null ? <>–</> : <a href={`/runs/${run}`}>Run {run}</a>;
