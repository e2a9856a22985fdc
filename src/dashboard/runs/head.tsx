import type { RunView } from "../../contracts/runs.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Ago } from "../parts/time.js";
import { RUN_KIND } from "../../model/kinds.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import type { RunViewing } from "./viewing.js";

export const HeadPart = ({ run, now }: { run: RunView } & RunViewing) => (
  <PageHead
    id="head"
    at="/runs/:run"
    of={run}
    about={
      <>
        {RUN_KIND[run.kind]}, asked for by {run.createdBy} <Ago at={run.createdAt} now={now} />
      </>
    }
  >
    <State word={RUN_LIFECYCLE[run.state]} />
  </PageHead>
);
