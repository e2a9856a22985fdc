import { SubjectPolicy } from "../../erasure/subject-policy.js";
import { policyInWords } from "../../policy/describe.js";
import { policyDigest } from "../../policy/digest.js";
import type { Policy } from "../../policy/policy.js";
import type { Backend } from "../backend.js";
import type { PolicyView, PoliciesView } from "../../contracts/policies.js";

export function policiesView({ policies, app: { pseudonyms } }: Backend): PoliciesView {
  const view = (name: string | null, policy: Policy): PolicyView => ({
    name,
    digest: policyDigest(SubjectPolicy.disguise(policy, pseudonyms)),
    listed: policy.select.ids !== undefined,
    words: policyInWords(policy),
  });
  const named = policies.names().flatMap((name) => {
    const policy = policies.get(name);
    return policy ? [view(name, policy)] : [];
  });
  const { erasure } = policies;
  // Both are the same policy, where the file lies in its folder.
  const its = policies.names().find((name) => policies.get(name) === erasure) ?? null;
  return { erasure: view(its, erasure), policies: named };
}
