import { percent } from "../../model/words.js";
import type { RunView } from "../../contracts/runs.js";
import { Bar } from "../parts/bar.js";
import { Facts } from "../parts/facts.js";
import { Figure } from "../parts/figure.js";
import { Time } from "../parts/time.js";
import { PLAN_LIMIT_NAMES, PLAN_LIMITS, type PlanLimit } from "../../model/plan-limits.js";
import { UnknownFields } from "../parts/unknown-fields.js";
import { reason } from "../../model/reasons.js";
import { fieldName, lengthOfTime, number, plural } from "../words.js";
import type { RunViewing } from "./viewing.js";

type PlanProps = { run: RunView } & RunViewing;

/** What the run was to do, or is to. */
export const PlanPart = ({ run }: PlanProps) => {
  const { plan } = run;
  return (
    <section id="plan" class="card" aria-labelledby="plan-title">
      <header>
        <h2 id="plan-title">{run.state === "planned" ? "What it would do" : "The plan"}</h2>
      </header>
      <dl class="figures">
        <Figure name="users seen" n={plan.scanned} />
        <Figure name="selected" n={plan.selected} />
        <Figure name="to be blanked" n={plan.toScrub} />
        <Figure name="blank already" n={plan.alreadyBlank} />
        {plan.inPart > 0 ? (
          <Figure name="blank but for fields that stay" n={plan.inPart} tone="soon" />
        ) : null}
        <Figure name="left alone" n={sum(plan.excluded)} />
        <Figure name="not at TalkJS" n={plan.notFound} />
        <Figure name="failed" n={plan.failed} tone={plan.failed > 0 ? "bad" : undefined} />
      </dl>
      <Fields run={run} />
      {plan.knownOfFields.map((text) => (
        <p class="quiet">{text}</p>
      ))}
      <UnknownFields fields={plan.unknownFields} others={plan.unknownOthers} />
      <ContactLike {...plan.contactLikeIds} />
    </section>
  );
};

const Fields = ({ run: { plan } }: { run: RunView }) => {
  const fields = Object.entries(plan.fields).sort(([, a], [, b]) => b - a);
  if (fields.length === 0) return <p class="quiet">No field would be blanked.</p>;
  return (
    <table class="bars">
      <caption>Of the users to be blanked, who holds something, field by field</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col" class="n">
            Users
          </th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([field, users]) => (
          <tr>
            <th scope="row">
              {fieldName(field)}
              {field === "custom" ? <small> {plural(plan.customKeys, "key")}</small> : null}
            </th>
            <td class="n">{number(users)}</td>
            <td>
              <span class="bar-cell">
                <Bar share={plan.toScrub === 0 ? 0 : users / plan.toScrub} />
                <span class="numbers">{plan.toScrub === 0 ? "" : percent(users / plan.toScrub, 1)}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const ContactLike = ({ email, phone }: RunView["plan"]["contactLikeIds"]) => {
  if (email + phone === 0) return null;
  const kinds = [
    ...(email > 0 ? [`${number(email)} like an e-mail address`] : []),
    ...(phone > 0 ? [`${number(phone)} like a phone number`] : []),
  ];
  return (
    <p class="notice soon">
      <strong>Some user IDs look like contact data: {kinds.join(", ")}.</strong> TalkJS can’t change an ID, so
      what it says about a person stays. Everything else about these users is blanked.
    </p>
  );
};

/** What keeps a run in bounds, and how near it is; and who else is left alone. */
export const BoundsPart = ({ run, zone }: PlanProps) => {
  const { plan, limits } = run;
  const excluded = Object.entries(plan.excluded).sort(([, a], [, b]) => b - a);
  return (
    <section id="bounds" class="card" aria-labelledby="bounds-title">
      <header>
        <h2 id="bounds-title">Limits</h2>
      </header>
      {limits ? (
        <Limits plan={plan} limits={limits} />
      ) : (
        <p class="late">
          What the ledger keeps of this run was changed by somebody else: its limits can’t be read.
        </p>
      )}
      <h3>Left alone</h3>
      {excluded.length === 0 ? (
        <p class="quiet">Nobody.</p>
      ) : (
        <ul class="plain-list">
          {excluded.map(([why, users]) => (
            <li>
              {reason(why)}
              <span class="end numbers">{number(users)}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>Cost</h3>
      <p>
        {plural(plan.requests, "request")} to TalkJS, about {lengthOfTime(plan.seconds)} at{" "}
        {number(Math.round(plan.requestsPerSecond * 10) / 10)} a second.
      </p>
      <h3>Who and when</h3>
      <Facts
        of={{
          "Asked for by": (
            <>
              {run.createdBy}, <Time at={run.createdAt} zone={zone} />
            </>
          ),
          Planned: run.plannedAt !== null && <Time at={run.plannedAt} zone={zone} />,
          "Approved by": run.approvedAt !== null && (
            <>
              {run.approvedBy ?? "nobody: within its limits it approves itself"},{" "}
              <Time at={run.approvedAt} zone={zone} />
            </>
          ),
          Ended: run.finishedAt !== null && <Time at={run.finishedAt} zone={zone} />,
        }}
      />
    </section>
  );
};

interface LimitsProps {
  plan: RunView["plan"];
  limits: NonNullable<RunView["limits"]>;
}

/** What of a plan each limit is about; null where there is nothing to hold against it. */
const FOUND: Record<PlanLimit, (plan: RunView["plan"]) => number | null> = {
  maxUsers: ({ toScrub }) => toScrub,
  maxShare: ({ share }) => share,
  maxFall: ({ fall }) => fall,
};

const Limits = ({ plan, limits }: LimitsProps) => (
  <>
    <dl class="limits">
      {PLAN_LIMIT_NAMES.map((name) => (
        <Limit {...PLAN_LIMITS[name]} found={FOUND[name](plan)} allowed={limits[name]} />
      ))}
    </dl>
    <p class="quiet">It stops by itself when more than {percent(limits.maxErrorRate)} of the users fail.</p>
  </>
);

interface LimitProps {
  label: string;
  found: number | null;
  allowed: number;
  text: (value: number) => string;
}

const Limit = ({ label, found, allowed, text }: LimitProps) => {
  const isOver = found !== null && found > allowed;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Bar share={barOf(found ?? 0, allowed)} tone={isOver ? "series-bad" : "series-1"} />
        <span class={isOver ? "late" : "numbers"}>
          {found === null ? "Nothing to compare with;" : `${text(found)} of`} at most {text(allowed)}
          {isOver ? ": too many" : ""}
        </span>
      </dd>
    </div>
  );
};

/** A limit of nothing is full as soon as there is anything. */
const barOf = (found: number, allowed: number): number =>
  found === 0 ? 0 : allowed === 0 ? 1 : found / allowed;

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, n) => all + n, 0);
