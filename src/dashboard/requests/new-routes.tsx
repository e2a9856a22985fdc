import { randomUUID } from "node:crypto";
import { DateTime } from "luxon";
import * as Policies from "../../contracts/policies.js";
import * as Requests from "../../contracts/requests.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, type Form, unchecked } from "../form.js";
import { idempotencyKey } from "../idempotency-key.js";
import { page } from "../render.js";
import { NewRequestPage, type TypedRequest } from "./new-page.js";

/** The form for a new erasure request. */
export function registerNewRequest(app: Router): void {
  app.get("/requests/new", (c) => newRequestPage(c, {}));

  app.post("/requests/new", async (c) => {
    const form = await formOf(c);
    try {
      const { id } = await c
        .get("api")
        .call(Requests.create, { body: unchecked(orderOf(form, c.get("zone"))), key: idempotencyKey(form) });
      return c.redirect(`/requests/${id}?done=received`, 303);
    } catch (error) {
      return newRequestPage(c, typedOf(form), refusalOf(error, c, "/requests/new"));
    }
  });
}

function orderOf(form: Form, zone: string): Record<string, unknown> {
  const userIds = form.lines("userIds");
  const emails = form.lines("emails");
  const { regulation, receivedOn, reason, policy } = typedOf(form);
  return {
    regulation,
    reason,
    policy,
    ...(userIds.length > 0 && { userIds }),
    ...(emails.length > 0 && { emails: emails.map((value) => ({ format: "raw", value })) }),
    // As it was typed where it is no date: the API says what is wrong with it.
    receivedAt: receivedOn && (DateTime.fromISO(receivedOn, { zone }).toUTC().toISO() ?? receivedOn),
  };
}

const typedOf = (form: Form): TypedRequest => ({
  regulation: form.text("regulation"),
  receivedOn: form.text("receivedOn"),
  reason: form.text("reason"),
  policy: form.text("policy"),
});

async function newRequestPage(c: PageContext, typed: TypedRequest, problem?: Problem): Promise<Response> {
  const { policies } = await c.get("api").call(Policies.list);
  const today = DateTime.fromJSDate(c.get("clock")(), { zone: c.get("zone") }).toISODate() ?? "";
  const status = problem?.status ?? 200;
  const body = (
    <NewRequestPage
      visitor={c.get("visitor")}
      policies={policies}
      idempotencyKey={randomUUID()}
      today={today}
      typed={typed}
      problem={problem}
    />
  );
  return page(c, "/requests/new", body, { status });
}
