import { z } from "@hono/zod-openapi";
import { json } from "./json.js";
import { operation } from "./operation.js";

/** A policy in a body: the name of one that the service has, or a whole one. */
export const PolicyField = z.union([z.string().min(1).max(100), z.record(z.string(), z.unknown())]).openapi({
  description:
    "The name of a policy in the service's folder, or a policy as JSON with the fields of a policy file.",
  example: { version: 2, select: { all: true }, limits: { maxUsers: 100 } },
});

export const sentences = (description: string) => z.array(z.string()).openapi({ description });

export const PolicySchema = z
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
      verify: sentences("How it is seen that somebody is blank, beside reading them back."),
    }),
  })
  .openapi("PolicyInWords");

export type PolicyView = z.infer<typeof PolicySchema>;

const PoliciesSchema = z
  .object({
    erasure: PolicySchema.openapi({
      description:
        "What erasure requests blank that name no policy. They name their people: its selection doesn't count.",
    }),
    policies: z.array(PolicySchema).openapi({ description: "Those of the service's folder, by name." }),
  })
  .openapi("Policies");

export type PoliciesView = z.infer<typeof PoliciesSchema>;

export const list = operation({
  method: "get",
  path: "/v1/policies",
  summary: "What the service's policies do, in words",
  description: "User IDs, values and file names in a policy are told by kind and count only.",
  tags: ["Policies"],
  // A condition can name a person, such as the holder of a role.
  role: "operator",
  action: "policies.list",
  reads: true,
  responses: {
    200: {
      description: "The policy of erasure requests, and all of the service's folder",
      content: json(PoliciesSchema),
    },
  },
});
