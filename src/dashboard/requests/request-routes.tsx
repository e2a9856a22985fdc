import { HEX_32 } from "../../model/ids.js";
import * as Requests from "../../contracts/requests.js";
import { assertRole } from "../../server/http/assert-role.js";
import type { Problem } from "../../contracts/problem.js";
import { certificateFormat } from "../certificate-file.js";
import type { PageContext, Pages } from "../env.js";
import { formOf, unchecked } from "../form.js";
import { registerLive, type Parts } from "../live.js";
import { Refusal } from "../page-api.js";
import { params } from "../params.js";
import { addressOf } from "../parts/paging.js";
import { page } from "../render.js";
import { shortId } from "../words.js";
import { certificateOf } from "./certificate.js";
import { ExtendPage } from "./extend-page.js";
import { RequestPage, requestParts } from "./request-page.js";

const SHEET = /^[1-9]\d{0,2}$/;

/** One request: its life, its people, and what can be done about it. */
export function registerRequest(app: Pages): void {
  app.get("/requests/:id", async (c) => {
    const id = params.uuid(c, "id");
    const live = addressOf(`/live/requests/${id}`, { people: c.req.query("people") && String(sheetOf(c)) });
    const body = <RequestPage c={c} parts={await partsOf(c)} />;
    return page(c, { title: `Request ${shortId(id)}`, at: "requests", live }, body);
  });
  registerLive(app, "/live/requests/:id", partsOf);

  const step = (name: "cancel" | "retry", done: string) =>
    app.post(`/requests/:id/${name}`, async (c) => {
      const id = params.uuid(c, "id");
      await c.get("api").call(Requests[name], { params: { id } });
      return c.redirect(`/requests/${id}?done=${done}`, 303);
    });
  step("cancel", "cancelled");
  step("retry", "retried");

  app.get("/requests/:id/extend", (c) => extendPage(c));
  app.post("/requests/:id/extend", async (c) => {
    const id = params.uuid(c, "id");
    const reason = (await formOf(c)).text("reason");
    try {
      await c.get("api").call(Requests.extend, { params: { id }, body: unchecked({ reason }) });
      return c.redirect(`/requests/${id}?done=extended`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.status === 404) throw error;
      return extendPage(c, reason, error.problem);
    }
  });

  app.post("/requests/:id/certificate", async (c) => {
    const id = params.uuid(c, "id");
    const form = await formOf(c);
    const given = form.text("subject") ?? "";
    // What isn't one of ours could be an ID; without it the API refuses.
    const subject = HEX_32.test(given) ? given : "";
    return certificateOf(c, id, subject, certificateFormat(form.text("format")));
  });
}

const sheetOf = (c: PageContext): number => {
  const given = c.req.query("people") ?? "";
  return SHEET.test(given) ? Number(given) : 1;
};

async function partsOf(c: PageContext): Promise<Parts> {
  const request = await c.get("api").call(Requests.get, { params: { id: params.uuid(c, "id") } });
  return requestParts(request, {
    visitor: c.get("visitor"),
    zone: c.get("zone"),
    now: c.get("clock")(),
    sheet: sheetOf(c),
  });
}

async function extendPage(c: PageContext, reason?: string, problem?: Problem): Promise<Response> {
  assertRole(c.get("actor"), "operator");
  const request = await c.get("api").call(Requests.get, { params: { id: params.uuid(c, "id") } });
  const its = { request, visitor: c.get("visitor"), zone: c.get("zone") };
  const status = problem?.status ?? 200;
  const body = <ExtendPage {...its} reason={reason} problem={problem} />;
  return page(c, { title: "Extend the deadline", at: "requests", status }, body);
}
