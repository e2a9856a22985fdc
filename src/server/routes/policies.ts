import type { Api } from "../api.js";
import { json } from "../json.js";
import { PoliciesSchema, policiesView } from "../policies-view.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const list = operation({
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

export function registerPolicies(app: Api): void {
  serve(app, list, (c) => c.json(policiesView(c.get("desk")), 200));
}
