import { extensionWords } from "../../model/law.js";
import type { Problem } from "../../contracts/problem.js";
import type { RequestView } from "../../contracts/requests.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { FormError, Input, Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { Time } from "../parts/time.js";
import { repeatable } from "../repeatable.js";
import { shortId } from "../words.js";

interface ExtendProps {
  request: RequestView;
  visitor: Visitor;
  zone: string;
  reason?: string | undefined;
  problem?: Problem | undefined;
}

export const ExtendPage = ({ request, visitor, zone, reason, problem }: ExtendProps) => {
  const { problem: onTop, errors } = placed(problem, { reason: "reason" });
  const { id, regulation, deadline } = request;
  return (
    <>
      <PageHead at="/requests/:id/extend" up={<a href={`/requests/${id}`}>Request {shortId(id)}</a>} />
      <FormError problem={onTop} />
      <section class="card" aria-label="Extension">
        <p>
          The deadline is <Time at={deadline} zone={zone} />. The law allows {extensionWords(regulation)},
          once, if the request is complex or there are many of them. It can’t be taken back, and the person
          must be told before the first deadline, with the reason.
        </p>
        <Post to={`/requests/${id}/extend`} visitor={visitor} class="form">
          <Input
            name="reason"
            label="Reason"
            hint="It is shown and kept: no names, no addresses."
            error={errors.reason}
            maxlength={500}
            required
            value={repeatable(reason)}
          />
          <div class="actions">
            <button
              class="main"
              type="submit"
              data-ask="Extend the deadline? This can be done once, and the person must be told."
            >
              Extend the deadline
            </button>
            <a class="button" href={`/requests/${id}`}>
              Cancel
            </a>
          </div>
        </Post>
      </section>
    </>
  );
};
