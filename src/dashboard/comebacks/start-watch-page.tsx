import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";
import { Choices, Post, FormError, Submit } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { PolicyTabs } from "../policy/tabs.js";

export const CHOICES = ["report", "policy"] as const;
export type Choice = (typeof CHOICES)[number];

const WORDS: Record<Choice, string> = {
  report: "Only report whoever is back",
  policy: "Do what the policy says under which they were erased: report them, or list them into a run",
};

interface StartWatchProps {
  visitor: Visitor;
  idempotencyKey: string;
  chosen: Choice;
  problem?: Problem | undefined;
}

export const StartWatchPage = ({ visitor, idempotencyKey, chosen, problem }: StartWatchProps) => (
  <>
    <PageHead
      at="/comebacks/look"
      about="Every user at TalkJS is compared with the suppression list. One watch at a time."
    />
    <PolicyTabs at="/comebacks" />
    <FormError problem={problem} />
    <section class="card" aria-label="The watch">
      <Post to="/comebacks/look" visitor={visitor} class="form">
        <input type="hidden" name="key" value={idempotencyKey} />
        <Choices name="then" legend="Whoever is back" words={WORDS} chosen={chosen} />
        <p class="hint">Nobody is erased by the watch itself: a run that it makes waits for approval.</p>
        <Submit label="Start a watch" back="/comebacks" />
      </Post>
    </section>
  </>
);
