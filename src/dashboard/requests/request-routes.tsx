import { HEX_32 } from "../../model/ids.js";
import * as Requests from "../../contracts/requests.js";
import type { Problem } from "../../contracts/problem.js";
import { certificateFormat } from "../certificate-file.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, unchecked } from "../form.js";
import { registerLive, type Parts } from "../live.js";
import { param } from "../params.js";
import { addressOf } from "../parts/paging.js";
import { page } from "../render.js";
import { certificateOf } from "./certificate.js";
import { ExtendPage } from "./extend-page.js";
import { RequestPage, requestParts } from "./request-page.js";

const SHEET = /^[1-9]\d{0,2}$/;

/** One request: its history, its people, and what can be done about it. */
export function registerRequest(app: Router): void {
  app.get("/requests/:id", async (c) => {
    const id = param(c, "id");
    const live = addressOf(`/live/requests/${id}`, { people: c.req.query("people") && String(sheetOf(c)) });
    const body = <RequestPage c={c} parts={await partsOf(c)} />;
    return page(c, "/requests/:id", body, { live });
  });
  registerLive(app, "/live/requests/:id", partsOf);

  const step = (name: "cancel" | "retry", done: string) =>
    app.post(`/requests/:id/${name}`, async (c) => {
      const id = param(c, "id");
      await c.get("api").call(Requests[name], { params: { id } });
      return c.redirect(`/requests/${id}?done=${done}`, 303);
    });
  step("cancel", "cancelled");
  step("retry", "retried");

  app.get("/requests/:id/extend", (c) => extendPage(c));
  app.post("/requests/:id/extend", async (c) => {
    const id = param(c, "id");
    const reason = (await formOf(c)).text("reason");
    try {
      await c.get("api").call(Requests.extend, { params: { id }, body: unchecked({ reason }) });
      return c.redirect(`/requests/${id}?done=extended`, 303);
    } catch (error) {
      return extendPage(c, reason, refusalOf(error, c, "/requests/:id/extend"));
    }
  });

  app.post("/requests/:id/certificate", async (c) => {
    const id = param(c, "id");
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
  const request = await c.get("api").call(Requests.get, { params: { id: param(c, "id") } });
  return requestParts(request, {
    visitor: c.get("visitor"),
    zone: c.get("zone"),
    now: c.get("clock")(),
    sheet: sheetOf(c),
  });
}

async function extendPage(c: PageContext, reason?: string, problem?: Problem): Promise<Response> {
  const request = await c.get("api").call(Requests.get, { params: { id: param(c, "id") } });
  const its = { request, visitor: c.get("visitor"), zone: c.get("zone") };
  const status = problem?.status ?? 200;
  const body = <ExtendPage {...its} reason={reason} problem={problem} />;
  return page(c, "/requests/:id/extend", body, { status });
}
