import type { Api } from "../api.js";
import { policiesView } from "./view.js";
import * as Policies from "../../contracts/policies.js";
import { serve } from "../http/serve.js";

export function registerPolicies(app: Api): void {
  serve(app, Policies.list, (c) => c.json(policiesView(c.get("desk")), 200));
}
