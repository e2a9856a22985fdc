import * as Policies from "../../contracts/policies.js";
import { isEnough } from "../../model/roles.js";
import type { Router } from "../router.js";
import { page } from "../render.js";
import { PolicyPage } from "./page.js";

export function registerPolicy(app: Router): void {
  app.get("/policy", async (c) => {
    // Nobody is denied anything by opening a page.
    const isAllowed = isEnough(c.get("actor").role, Policies.list.role);
    const policies = isAllowed ? await c.get("api").call(Policies.list) : undefined;
    return page(c, "/policy", <PolicyPage policies={policies} />);
  });
}
