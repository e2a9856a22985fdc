import { failure } from "../../base/errors.js";
import * as Suppression from "../../contracts/suppression.js";
import { problemOf } from "../../server/http/problem.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext, Pages } from "../env.js";
import { formOf, unchecked } from "../form.js";
import { Refusal } from "../page-api.js";
import { page } from "../render.js";
import { PersonPage, type FoundOnList } from "./person-page.js";

/** The list of erased people: who is on it is asked and changed in bodies only, and never repeated. */
export function registerPerson(app: Pages): void {
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
    if (!(error instanceof Refusal)) throw error;
    const isOne = (userId === undefined) !== (email === undefined);
    return personPage(
      c,
      undefined,
      isOne || error.problem.status !== 422 ? error.problem : problemOf(failure("INVALID.identity")),
    );
  }
}

async function personPage(c: PageContext, found?: FoundOnList, problem?: Problem): Promise<Response> {
  const status = problem?.status ?? 200;
  const its = { visitor: c.get("visitor"), zone: c.get("zone"), found, problem };
  return page(c, { title: "One person on the list", at: "policy", status }, <PersonPage {...its} />);
}
