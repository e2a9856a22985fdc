import { failure } from "../../base/errors.js";
import * as Suppression from "../../contracts/suppression.js";
import { problemOf } from "../../server/http/problem.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, unchecked } from "../form.js";
import { page } from "../render.js";
import { PersonPage, type FoundOnList } from "./person-page.js";

/** Suppression list: who is on it is asked and changed in bodies only, and never repeated. */
export function registerPerson(app: Router): void {
  app.post("/comebacks/person", (c) =>
    asked(c, async (who) => personPage(c, await c.get("api").call(Suppression.lookup, { body: who }))),
  );

  app.post("/comebacks/person/remove", (c) =>
    asked(c, async (who) => {
      const { removed } = await c.get("api").call(Suppression.remove, { body: who });
      return c.redirect(`/comebacks?done=${removed ? "removed" : "absent"}`, 303);
    }),
  );
}

async function asked(c: PageContext, act: (who: never) => Promise<Response>): Promise<Response> {
  const form = await formOf(c);
  const userId = form.text("userId");
  const email = form.text("email");
  try {
    return await act(unchecked({ userId, email }));
  } catch (error) {
    const problem = refusalOf(error, c, "/comebacks/person");
    const isOne = (userId === undefined) !== (email === undefined);
    const shown = isOne || problem.status !== 422 ? problem : problemOf(failure("INVALID.identity"));
    return personPage(c, undefined, shown);
  }
}

async function personPage(c: PageContext, found?: FoundOnList, problem?: Problem): Promise<Response> {
  const status = problem?.status ?? 200;
  const its = { visitor: c.get("visitor"), zone: c.get("zone"), found, problem };
  return page(c, "/comebacks/person", <PersonPage {...its} />, { status });
}
