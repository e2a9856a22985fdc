import type { Api } from "../api.js";
import { policiesView } from "./view.js";
import * as Policies from "../../contracts/policies.js";
import { serve } from "../http/serve.js";

export function registerPolicies(api: Api): void {
  serve(api, Policies.list, (c) => c.json(policiesView(c.get("backend")), 200));
}
