import { groundWords, HOLD_GROUNDS } from "../../model/law.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { FormError, Input, Post, Select, Submit, UserIdField } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { repeatable, repeatableDay } from "../repeatable.js";
import { PolicyTabs } from "../policy/tabs.js";

/** What comes back with a form that was refused; whom it is about doesn't. */
export interface TypedHold {
  ground?: string | undefined;
  owner?: string | undefined;
  reason?: string | undefined;
  endsOn?: string | undefined;
}

interface NewHoldProps {
  visitor: Visitor;
  /** The same for a form that is sent twice: it places one hold. */
  idempotencyKey: string;
  /** The visitor's date. */
  today: string;
  typed: TypedHold;
  problem?: Problem | undefined;
}

const FIELDS = {
  userId: "userId",
  ground: "ground",
  owner: "owner",
  reason: "reason",
  endsAt: "endsOn",
} as const;

export const NewHoldPage = ({ visitor, idempotencyKey, today, typed, problem }: NewHoldProps) => {
  const { problem: onTop, errors } = placed(problem, FIELDS);
  return (
    <>
      <PageHead
        at="/holds/new"
        about="It counts from the next edit on: for requests, sweeps and watches. What was erased before stays erased."
      />
      <PolicyTabs at="/holds" />
      <FormError problem={onTop} />
      <section class="card" aria-label="New legal hold">
        <Post to="/holds/new" visitor={visitor} class="form">
          <input type="hidden" name="key" value={idempotencyKey} />
          <UserIdField
            hint={`It is shown nowhere, and kept, encrypted, only until TalkJS was asked whether it knows it.${problem ? " Type it again." : ""}`}
            error={errors.userId}
            maxlength={255}
          />
          <Select
            name="ground"
            label="Ground, GDPR Art. 17(3)"
            error={errors.ground}
            options={[
              ["", "Choose one"],
              ...HOLD_GROUNDS.map((ground) => [ground, `(${ground}) ${groundWords(ground)}`] as const),
            ]}
            chosen={typed.ground}
            required
          />
          <Input
            name="owner"
            label="Who answers for it"
            hint="Such as a department. It is shown and kept: no names, no addresses."
            error={errors.owner}
            maxlength={500}
            required
            value={repeatable(typed.owner)}
          />
          <Input
            name="reason"
            label="Reason or reference (optional)"
            hint="Such as the number of a case. No names, no addresses."
            error={errors.reason}
            maxlength={500}
            value={repeatable(typed.reason)}
          />
          <Input
            name="endsOn"
            label="Last day (optional)"
            hint="It stands until the end of this day; without it, until it is lifted."
            error={errors.endsOn}
            type="date"
            min={today}
            value={repeatableDay(typed.endsOn)}
          />
          <Submit label="Place the hold" back="/holds" />
        </Post>
      </section>
    </>
  );
};
