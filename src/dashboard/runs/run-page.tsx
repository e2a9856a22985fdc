import type { Parts } from "../live.js";

interface RunPageProps {
  parts: Parts;
  /** What was just done. */
  done: string | undefined;
  /** The policy in sentences; undefined: the visitor's role isn't enough. */
  policy: string[] | undefined;
}

export const RunPage = ({ parts, done, policy }: RunPageProps) => (
  <>
    {parts["head"]}
    {done === undefined ? null : (
      <p class="notice" role="status">
        {done}
      </p>
    )}
    {parts["standing"]}
    <div class="grid">
      <div class="column two-thirds">
        {parts["result"]}
        {parts["plan"]}
        <Policy sentences={policy} />
      </div>
      <div class="column third">
        {parts["parked"]}
        {parts["bounds"]}
        {parts["certificate"]}
      </div>
    </div>
  </>
);

const Policy = ({ sentences }: { sentences: string[] | undefined }) => (
  <section class="card" aria-labelledby="policy-title">
    <header>
      <h2 id="policy-title">Its policy, in words</h2>
    </header>
    {sentences ? (
      <ul class="sentences">
        {sentences.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    ) : (
      <p class="quiet">
        An operator sees it: its conditions can name a person, such as the holder of a role.
      </p>
    )}
  </section>
);
