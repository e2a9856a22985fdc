import { OUR_ID_FORM } from "../../model/ids.js";
import type { AuditActionView } from "../../contracts/audit.js";
import type { Page } from "../../client/client.js";
import type { Problem } from "../../contracts/problem.js";
import { Empty } from "../parts/empty.js";
import { FormError, Input } from "../parts/form.js";
import { addressOf, Paging } from "../parts/paging.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { shortId } from "../words.js";
import { ACTION_RESULT, actionText } from "../../model/actions.js";
import { pageOfTarget } from "./action-words.js";
import { ExportLinks } from "./export-links.js";
import { Place } from "./place.js";
import { AuditHead } from "./tabs.js";

export interface ActionsFilter {
  actor: string | undefined;
  action: string | undefined;
  /** A number or an ID of ours. */
  target: string | undefined;
}

interface ActionsProps {
  filter: ActionsFilter;
  isLater: boolean;
  zone: string;
  /** What was found, or why nothing could be looked for. */
  found: Page<AuditActionView> | Problem;
}

const AT = "/audit/actions";

export const ActionsPage = ({ filter, isLater, zone, found }: ActionsProps) => {
  const problem = "code" in found ? found : undefined;
  const list = "code" in found ? undefined : found;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  // What fits nothing that is recorded may be somebody's ID: it isn't repeated.
  const typed: Partial<ActionsFilter> = list && list.items.length > 0 ? filter : {};
  return (
    <>
      <AuditHead at="actions" />
      <section class="card" aria-labelledby="actions-title">
        <header>
          <h2 id="actions-title">Who asked for what, newest first</h2>
          <ExportLinks kind="actions" />
        </header>
        <FormError problem={problem} />
        <form method="get" action={AT} class="filters">
          <Input
            name="actor"
            label="Who"
            pattern="[A-Za-z][A-Za-z0-9_.\-]{0,62}"
            title="The name of an account or a token"
            autocapitalize="off"
            value={typed.actor ?? ""}
          />
          <Input
            name="action"
            label="Action"
            pattern="[A-Za-z_]{1,40}\.[A-Za-z0-9_\-]{1,40}"
            title="Such as requests.create"
            autocapitalize="off"
            value={typed.action ?? ""}
          />
          <Input
            name="target"
            label="About"
            pattern={OUR_ID_FORM}
            title="The number of a run, or the ID of a request or a hold"
            autocapitalize="off"
            value={typed.target ?? ""}
          />
          <button type="submit">Search</button>
          {isFiltered ? (
            <a class="button" href={AT}>
              All actions
            </a>
          ) : null}
        </form>
        {list ? (
          <Actions {...list} filter={filter} isLater={isLater} zone={zone} isFiltered={isFiltered} />
        ) : null}
      </section>
    </>
  );
};

const Actions = ({
  items: actions,
  next,
  filter,
  zone,
  isLater,
  isFiltered,
}: Page<AuditActionView> & Pick<ActionsProps, "filter" | "zone" | "isLater"> & { isFiltered: boolean }) =>
  actions.length === 0 ? (
    <Empty title={isFiltered ? "No action fits." : "Nothing is recorded yet."}>
      <p>Every call that changes something is recorded before it is done, and every one that was denied.</p>
    </Empty>
  ) : (
    <>
      <Table
        rows={actions}
        isRecord
        columns={[
          { head: "What", cell: (action) => <What {...action} /> },
          {
            head: "Who",
            cell: ({ actor, role }) => (
              <span>
                <a href={addressOf(AT, { actor })} title="Only what they did">
                  {actor}
                </a>{" "}
                <small>{role}</small>
              </span>
            ),
          },
          { head: "About", cell: (action) => <Target action={action} /> },
          { head: "Result", cell: (action) => <Result {...action} /> },
          { head: "When", cell: ({ at }) => <Time at={at} zone={zone} to="second" /> },
          { head: "In the log", cell: (action) => <Place {...action} /> },
        ]}
      />
      <Paging at={AT} query={{ ...filter }} isLater={isLater} next={next} />
    </>
  );

const What = ({ action, detail }: AuditActionView) => (
  <>
    {actionText(action) ?? action}{" "}
    <small>
      <a href={addressOf(AT, { action })} title="Only this action">
        {action}
      </a>
    </small>
    {detail === null ? null : <Detail detail={detail} />}
  </>
);

const Result = ({ result, code }: AuditActionView) => (
  <span>
    <State word={ACTION_RESULT[result]} />
    {code === null ? null : (
      <>
        <br />
        <small>{reason(code)}</small>
      </>
    )}
  </span>
);

const Target = ({ action }: { action: AuditActionView }) => {
  const { target } = action;
  if (target === null) return <span class="quiet">–</span>;
  const page = pageOfTarget(action);
  const name = target.length > 12 ? shortId(target) : target;
  if (page === undefined) return <code title={target}>{name}</code>;
  return (
    <a href={page} title={target}>
      {page.startsWith("/runs/") ? `Run ${name}` : `Request ${name}`}
    </a>
  );
};

/** What the log says beyond that, as it is sealed; never anything about a person. */
const Detail = ({ detail }: { detail: Record<string, unknown> }) => (
  <details class="detail">
    <summary>What it says</summary>
    <pre>{JSON.stringify(detail, null, 2)}</pre>
  </details>
);
