import type { lookup } from "../../contracts/holds.js";
import type { AnswerOf } from "../../contracts/operation.js";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { placed } from "../field-errors.js";
import { Empty } from "../parts/empty.js";
import { Post, FormError, UserIdField } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { PolicyTabs } from "../policy/tabs.js";
import { plural } from "../words.js";
import { HoldTable } from "./table.js";

export type FoundHolds = AnswerOf<typeof lookup>;

/** The ID goes in the body of a form, and doesn't come back. */
export const LookUpCard = ({ visitor, problem }: { visitor: Visitor; problem?: Problem | undefined }) => {
  const { problem: onTop, errors } = placed(problem, { userId: "userId" });
  return (
    <section class="card" aria-labelledby="look-up">
      <h2 id="look-up">Search for a person</h2>
      <FormError problem={onTop} />
      <Post to="/holds/person" visitor={visitor} class="form">
        <UserIdField
          hint="It is turned into its pseudonym, and neither kept nor shown."
          error={errors.userId}
          maxlength={255}
        />
        <button type="submit">Search</button>
      </Post>
    </section>
  );
};

interface PersonProps {
  found: FoundHolds | undefined;
  visitor: Visitor;
  zone: string;
  problem?: Problem | undefined;
}

/** @param found undefined: what was typed can't be looked up. */
export const PersonPage = ({ found, visitor, zone, problem }: PersonProps) => (
  <>
    <PageHead at="/holds/person" up={<a href="/holds">All holds</a>} />
    <PolicyTabs at="/holds" />
    {found ? (
      <section class="card" aria-labelledby="found">
        <header>
          <h2 id="found">
            {found.held ? "This person is under a legal hold" : "This person is under no legal hold"}
          </h2>
          <p class="quiet">
            <Pseudonym of={found.subject} />, {plural(found.holds.length, "hold")} in all
          </p>
        </header>
        {found.holds.length > 0 ? (
          <HoldTable holds={found.holds} zone={zone} />
        ) : (
          <Empty title="There was never a hold on this person." />
        )}
      </section>
    ) : null}
    <LookUpCard visitor={visitor} problem={problem} />
  </>
);
