import * as Audit from "../../contracts/audit.js";
import type { AuditLookup } from "../../contracts/audit.js";
import { formOf } from "../form.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { Refusal } from "../page-api.js";
import { page } from "../render.js";
import { signedSize } from "./checkpoint.js";
import { PersonPage } from "./person-page.js";

/** Looking somebody up. Their ID is typed and sent in a body; the answer is the page itself, and isn't kept anywhere. */
export function registerPeople(app: Router): void {
  app.get("/audit", (c) => {
    // What runs link to.
    const run = c.req.query("run");
    if (run !== undefined && /^\d{1,9}$/.test(run)) return c.redirect(`/audit/entries?run=${run}`, 303);
    return page(c, "/audit", <PersonPage visitor={c.get("visitor")} zone={c.get("zone")} />);
  });

  app.post("/audit/person", async (c) => {
    const frame = { visitor: c.get("visitor"), zone: c.get("zone") };
    try {
      const [found, signed] = await Promise.all([lookUp(c), signedSize(c)]);
      const body = <PersonPage {...frame} found={found} signed={signed} />;
      return await page(c, "/audit/person", body);
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.status !== 422) throw error;
      return page(c, "/audit", <PersonPage {...frame} problem={error.problem} />, { status: 422 });
    }
  });
}

async function lookUp(c: PageContext): Promise<AuditLookup> {
  const form = await formOf(c);
  return c.get("api").call(Audit.lookup, { body: { userId: form.raw("userId") } });
}
