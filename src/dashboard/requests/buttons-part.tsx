import { CANCELLABLE_REQUEST_STATES, RETRYABLE_REQUEST_STATES } from "../../model/request-lifecycle.js";
import type { RequestView } from "../../contracts/requests.js";
import type { Visitor } from "../env.js";
import { may } from "../may.js";
import { Post } from "../parts/form.js";

interface ButtonsProps {
  request: RequestView;
  visitor: Visitor;
  now: Date;
}

/** What a person can do about a request as it stands now. */
export const ButtonsPart = ({ request, visitor, now }: ButtonsProps) => {
  const { id, state, finishedAt, extended, deadline } = request;
  const canCancel = CANCELLABLE_REQUEST_STATES.includes(state);
  const canExtend = finishedAt === null && extended === null && deadline > now.toISOString();
  const isOpen = finishedAt === null && may(visitor, "/requests/:id/cancel");
  return (
    <div id="acts">
      {isOpen ? (
        <section class="card" aria-labelledby="acts-title">
          <h2 id="acts-title">Actions</h2>
          <ul class="plain-list">
            {RETRYABLE_REQUEST_STATES.includes(state) ? (
              <li>
                <Post to={`/requests/${id}/retry`} visitor={visitor}>
                  <button class="main" type="submit">
                    Try again
                  </button>
                </Post>
                <small>Only what was not done is done again.</small>
              </li>
            ) : null}
            {canExtend ? (
              <li>
                <a class="button" href={`/requests/${id}/extend`}>
                  Extend the deadline
                </a>
                <small>Once, with a reason. The person must be told.</small>
              </li>
            ) : null}
            <li>
              <a class="button" href="/holds/new">
                Place a legal hold
              </a>
              <small>It needs the person’s user ID. What is begun is still finished.</small>
            </li>
            {canCancel ? (
              <li>
                <Post to={`/requests/${id}/cancel`} visitor={visitor}>
                  <button
                    class="danger"
                    type="submit"
                    data-ask="Cancel this request? What was erased stays erased, and it can’t be taken up again."
                  >
                    Cancel the request
                  </button>
                </Post>
                <small>For good. What was erased stays erased.</small>
              </li>
            ) : null}
          </ul>
        </section>
      ) : null}
    </div>
  );
};
