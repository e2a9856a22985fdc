import { isEnough } from "../../model/roles.js";
import type { PolicyView } from "../../contracts/policies.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { Empty } from "../parts/empty.js";
import { Choices, FormError, Input, Post, Select, Submit } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { repeatable } from "../repeatable.js";
import { PolicyTabs } from "../policy/tabs.js";
import { APPROVAL, SCHEDULE_KIND } from "../../model/kinds.js";

/** Those into which something is typed, as the API calls them too. */
const FIELDS = { name: "name", cron: "cron", timeZone: "timeZone", policy: "policy" } as const;
export const SCHEDULE_FIELDS = [...Object.values(FIELDS), "kind", "approval"] as const;
export type TypedSchedule = Partial<Record<(typeof SCHEDULE_FIELDS)[number], string | undefined>>;

interface NewScheduleProps {
  visitor: Visitor;
  zone: string;
  policies: PolicyView[];
  typed: TypedSchedule;
  problem?: Problem | undefined;
}

const KIND_CHOICES = {
  sweep: "Sweep: select people as the policy says, and plan their erasure",
  watch: SCHEDULE_KIND.watch,
};

export const NewSchedulePage = (props: NewScheduleProps) => (
  <>
    <PageHead
      at="/schedules/new"
      about="The policy is copied: a later change of its file doesn’t change the schedule."
    />
    <PolicyTabs at="/schedules" />
    {props.policies.length === 0 ? (
      <section class="card" aria-label="New schedule">
        <Empty title="There is no policy that could be scheduled.">
          <p>
            Put a policy file that selects by conditions into the folder <code>SCRUBJAY_POLICIES</code>. The
            service reads it within seconds.
          </p>
        </Empty>
      </section>
    ) : (
      <ScheduleForm {...props} />
    )}
  </>
);

const ScheduleForm = ({ visitor, zone, policies, typed, problem }: NewScheduleProps) => {
  const { problem: onTop, errors } = placed(problem, FIELDS);
  return (
    <>
      <FormError problem={onTop} />
      <section class="card" aria-label="New schedule">
        <Post to="/schedules/new" visitor={visitor} class="form">
          <Input
            name="name"
            label="Name"
            hint="Lower-case letters, digits and hyphens, such as nightly-guests."
            error={errors.name}
            maxlength={63}
            required
            autocomplete="off"
            value={repeatable(typed.name)}
          />
          <Select
            name="policy"
            label="Policy"
            error={errors.policy}
            options={policies.map(({ name }) => [name ?? "", name ?? ""])}
            chosen={typed.policy}
          />
          <Choices name="kind" legend="What it does" words={KIND_CHOICES} chosen={typed.kind ?? "sweep"} />
          <Input
            name="cron"
            label="When"
            hint="Minute, hour, day of month, month, day of week: 30 2 * * * is every day at 02:30. At least five minutes apart."
            error={errors.cron}
            maxlength={100}
            required
            autocomplete="off"
            value={repeatable(typed.cron ?? "30 2 * * *")}
          />
          <Input
            name="timeZone"
            label="Time zone"
            hint="A name such as Europe/Berlin or UTC."
            error={errors.timeZone}
            maxlength={64}
            required
            autocomplete="off"
            value={repeatable(typed.timeZone ?? zone)}
          />
          {isEnough(visitor.actor.role, "approver") ? (
            <Choices name="approval" legend="Approval" words={APPROVAL} chosen={typed.approval ?? "wait"} />
          ) : (
            <p class="hint">
              Its plans wait for approval. Only an approver can make a schedule that applies by itself.
            </p>
          )}
          <Submit label="Save the schedule" back="/schedules" />
        </Post>
      </section>
    </>
  );
};
