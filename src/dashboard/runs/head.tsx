import type { RunView } from "../../contracts/runs.js";
import { titleOf } from "../pages.js";
import { State } from "../parts/state.js";
import { Ago } from "../parts/time.js";
import { RUN_KIND } from "../../model/kinds.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import type { RunViewing } from "./viewing.js";

export const HeadPart = ({ run, now }: { run: RunView } & RunViewing) => (
  <div id="head" class="page-head">
    <div>
      <h1>{titleOf("/runs/:run", run)}</h1>
      <p class="quiet">
        {RUN_KIND[run.kind]}, asked for by {run.createdBy} <Ago at={run.createdAt} now={now} />
      </p>
    </div>
    <State word={RUN_LIFECYCLE[run.state]} />
  </div>
);
