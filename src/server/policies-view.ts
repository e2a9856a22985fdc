import { z } from "@hono/zod-openapi";
import { SubjectPolicy } from "../erasure/subject-policy.js";
import { policyInWords } from "../policy/describe.js";
import { policyDigest } from "../policy/digest.js";
import type { Policy } from "../policy/policy.js";
import type { Desk } from "./desk.js";

const sentences = (description: string) => z.array(z.string()).openapi({ description });

const PolicySchema = z
  .object({
    name: z
      .string()
      .nullable()
      .openapi({ description: "Of its file, without the ending; null: built in, or outside the folder." }),
    digest: z.string().openapi({ description: "As requests, runs and schedules under it have it." }),
    listed: z.boolean().openapi({ description: "It wants a list of user IDs, so it can't be scheduled." }),
    words: z.object({
      scrub: sentences("What is blanked of a person, and what is kept."),
      grounds: sentences("Why what is kept is kept, where the policy says so."),
      select: sentences("Whose data."),
      exclude: sentences("Whose data is left alone."),
      limits: sentences("What stops a run."),
      audit: sentences("How the audit log names custom fields."),
      watch: sentences("What happens when data comes back."),
    }),
  })
  .openapi("PolicyInWords");
export type PolicyView = z.infer<typeof PolicySchema>;

export const PoliciesSchema = z
  .object({
    erasure: PolicySchema.openapi({
      description:
        "What erasure requests blank that name no policy. They name their people: its selection doesn't count.",
    }),
    policies: z.array(PolicySchema).openapi({ description: "Those of the service's folder, by name." }),
  })
  .openapi("Policies");
export type PoliciesView = z.infer<typeof PoliciesSchema>;

export function policiesView({ policies, session: { pseudonyms } }: Desk): PoliciesView {
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
  // The shelf hands out the same policy for both, where the file lies in its folder.
  const its = policies.names().find((name) => policies.get(name) === erasure) ?? null;
  return { erasure: view(its, erasure), policies: named };
}
