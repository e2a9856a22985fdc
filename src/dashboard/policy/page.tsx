import type { PoliciesView, PolicyView } from "../../contracts/policies.js";
import { Empty } from "../parts/empty.js";
import { PageHead } from "../parts/page-head.js";
import { PolicyTabs } from "./tabs.js";

type Words = PolicyView["words"];

const HEADINGS: Record<keyof Words, string> = {
  scrub: "What is blanked, and what is kept",
  grounds: "Why it is kept",
  select: "Whose data",
  exclude: "Whose data is left alone",
  limits: "What stops a run",
  audit: "What the audit log says",
  watch: "When data comes back",
  verify: "How it is verified",
};

/** Requests name their people, so the rest of a policy doesn't count for them. */
const OF_REQUESTS: readonly (keyof Words)[] = ["scrub", "grounds", "exclude", "audit", "watch", "verify"];
const ALL = Object.keys(HEADINGS) as (keyof Words)[];

/** @param policies undefined: the visitor's role may not see them. */
export const PolicyPage = ({ policies }: { policies: PoliciesView | undefined }) => (
  <>
    <PageHead
      at="/policy"
      about="What is erased, whose data, and what stops it. Policies are files that the service reads."
    />
    <PolicyTabs at="/policy" />
    {policies === undefined ? (
      <section class="card" aria-label="Policies">
        <Empty title="Operators and approvers can read the policies here.">
          <p>A condition of a policy can name a person, so your role, viewer, doesn’t show them.</p>
        </Empty>
      </section>
    ) : (
      <Policies {...policies} />
    )}
  </>
);

const Policies = ({ erasure, policies }: PoliciesView) => (
  <>
    <section class="card" aria-labelledby="policy-requests">
      <header>
        <h2 id="policy-requests">For erasure requests</h2>
        <p class="quiet">
          {erasure.name === null ? "Built in, or a file of its own" : `Policy ${erasure.name}`}
        </p>
      </header>
      <p>
        Requests name their people, so whom a policy selects, and how many at most, doesn’t count for them. A
        legal hold always does.
      </p>
      <Sections policy={erasure} of={OF_REQUESTS} />
    </section>
    {policies.map((policy, i) => (
      <section class="card" aria-labelledby={`policy-${i}`}>
        <header>
          <h2 id={`policy-${i}`}>Policy {policy.name}</h2>
          {policy.listed ? <p class="quiet">It wants a list of user IDs, so it can’t be scheduled</p> : null}
        </header>
        <Sections policy={policy} of={ALL} />
      </section>
    ))}
    {policies.length === 0 ? (
      <section class="card" aria-label="Policies of the folder">
        <Empty title="The service has no other policies.">
          <p>
            Files of the folder <code>SCRUBJAY_POLICIES</code> stand here by name, and can be scheduled.
          </p>
        </Empty>
      </section>
    ) : null}
  </>
);

const Sections = ({ policy, of }: { policy: PolicyView; of: readonly (keyof Words)[] }) => (
  <>
    <div class="policy-words">
      {of
        .filter((about) => policy.words[about].length > 0)
        .map((about) => (
          <div>
            <h3>{HEADINGS[about]}</h3>
            <ul class="sentences">
              {policy.words[about].map((sentence) => (
                <li>{sentence}</li>
              ))}
            </ul>
          </div>
        ))}
    </div>
    <p class="quiet">
      Its digest, by which requests, runs and certificates name it: <code>{policy.digest}</code>
    </p>
  </>
);
