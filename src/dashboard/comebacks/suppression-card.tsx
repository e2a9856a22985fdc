import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { may } from "../may.js";
import { FormError, Input, PERSONAL, Post, UserIdField } from "../parts/form.js";

interface SuppressionProps {
  visitor: Visitor;
  problem?: Problem | undefined;
}

/** Whoever was erased is on this list, by pseudonym: how a comeback is known. What is typed doesn't come back. */
export const SuppressionCard = ({ visitor, problem }: SuppressionProps) => {
  const { problem: onTop, errors } = placed(problem, { userId: "userId", email: "email" });
  const look = "/comebacks/person";
  return (
    <section class="card" aria-labelledby="suppression">
      <header>
        <h2 id="suppression">Suppression list</h2>
      </header>
      <FormError problem={onTop} />
      <Post to={look} visitor={visitor} class="form">
        <UserIdField
          hint="It is turned into its pseudonym, and neither kept nor shown."
          error={errors.userId}
          maxlength={255}
          required={false}
        />
        <Input
          name="email"
          label="Or an e-mail address"
          hint="Addresses that nobody had when they were to be erased are on the list too."
          error={errors.email}
          maxlength={320}
          {...PERSONAL}
        />
        <div class="actions">
          <button type="submit">Search</button>
          {may(visitor, "/comebacks/person/remove") ? (
            <>
              <button
                class="danger"
                type="submit"
                formaction="/comebacks/person/remove"
                data-ask="Remove this person from the list? Their data isn’t watched any more."
              >
                Remove from the list
              </button>
              <small>
                For somebody who signed up anew: their data isn’t watched any more, and isn’t erased again.
              </small>
            </>
          ) : null}
        </div>
      </Post>
    </section>
  );
};
