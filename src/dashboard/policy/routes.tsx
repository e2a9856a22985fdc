import * as Policies from "../../contracts/policies.js";
import type { Pages } from "../env.js";
import { may } from "../may.js";
import { page } from "../render.js";
import { PolicyPage } from "./page.js";

export function registerPolicy(app: Pages): void {
  app.get("/policy", async (c) => {
    // Nobody is denied anything by opening a page.
    const isAllowed = may(c.get("visitor"), "operator");
    const policies = isAllowed ? await c.get("api").call(Policies.list) : undefined;
    return page(c, { title: "Policy", at: "policy" }, <PolicyPage policies={policies} />);
  });
}
