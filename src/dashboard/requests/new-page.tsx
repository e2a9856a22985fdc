import { answerWords, regulationName, REGULATIONS } from "../../model/law.js";
import type { PolicyView } from "../../contracts/policies.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { Choices, Field, FormError, Input, PERSONAL, Post, Select, Submit } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { repeatable, repeatableDay } from "../repeatable.js";

/** What comes back with a form that was refused; whom it was about doesn't. */
export interface TypedRequest {
  regulation?: string | undefined;
  receivedOn?: string | undefined;
  reason?: string | undefined;
  policy?: string | undefined;
}

interface NewRequestProps {
  visitor: Visitor;
  policies: PolicyView[];
  /** The same for a form that is sent twice: it makes one request. */
  idempotencyKey: string;
  /** The visitor's date: nobody has asked later. */
  today: string;
  typed: TypedRequest;
  problem?: Problem | undefined;
}

const FIELDS = {
  userId: "userIds",
  userIds: "userIds",
  email: "emails",
  emails: "emails",
  receivedAt: "receivedOn",
  reason: "reason",
  policy: "policy",
} as const;

const LAWS = Object.fromEntries(
  REGULATIONS.map((value) => [value, `${regulationName(value)}: ${answerWords(value)} to answer`]),
);

export const NewRequestPage = ({
  visitor,
  policies,
  idempotencyKey,
  today,
  typed,
  problem,
}: NewRequestProps) => {
  const { problem: onTop, errors } = placed(problem, FIELDS);
  return (
    <>
      <PageHead
        at="/requests/new"
        about="Everybody named here is erased at TalkJS, read back, and recorded."
      />
      <FormError problem={onTop} />
      <Post to="/requests/new" visitor={visitor} class="form">
        <input type="hidden" name="key" value={idempotencyKey} />
        <div class="grid">
          <section class="card half" aria-labelledby="who">
            <h2 id="who">Whom it is about</h2>
            {problem ? (
              <p class="hint">Type them again: personal data isn’t sent back to this page.</p>
            ) : null}
            <Field
              name="userIds"
              label="User IDs at TalkJS"
              hint="One a line, up to 1,000. They are kept encrypted until the work is done."
              error={errors.userIds}
            >
              {(control) => <textarea rows={6} {...PERSONAL} {...control} />}
            </Field>
            <Field
              name="emails"
              label="Or e-mail addresses"
              hint="One a line, up to 100. All users are searched for them; only a keyed pseudonym is kept."
              error={errors.emails}
            >
              {(control) => <textarea rows={3} {...PERSONAL} {...control} />}
            </Field>
          </section>
          <section class="card half" aria-labelledby="how">
            <h2 id="how">What they asked for</h2>
            <Choices name="regulation" legend="Law" words={LAWS} chosen={typed.regulation ?? "gdpr"} />
            <Input
              name="receivedOn"
              label="Day on which they asked (optional)"
              hint="The legal clock starts at the beginning of this day; without it, now."
              error={errors.receivedOn}
              type="date"
              max={today}
              value={repeatableDay(typed.receivedOn)}
            />
            <Input
              name="reason"
              label="Reason or reference (optional)"
              hint="Such as a ticket number. It is shown and kept: no names, no addresses."
              error={errors.reason}
              maxlength={500}
              value={repeatable(typed.reason)}
            />
            <Select
              name="policy"
              label="What is blanked"
              hint="The policy page says in words what each policy does."
              error={errors.policy}
              options={[
                ["", "The policy for erasure requests"],
                ...policies.map(({ name }) => [name ?? "", `Policy ${name}`] as const),
              ]}
              chosen={typed.policy}
            />
          </section>
        </div>
        <Submit label="Submit the request" back="/requests" />
      </Post>
    </>
  );
};
