import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { enqueueDeliveries } from "../../src/service/delivery/enqueue.js";
import { submitRequest, placeHold, person, reach, stateOf } from "../jobs/requests-by-test.js";
import { appHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { receiver } from "../outbound/receiver.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { dashboardHarness } from "./dashboard-harness.js";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

describePostgres("the pages of erasure requests", (on) => {
  const open = async (options: AppHarnessOptions = {}) => {
    const harness = await appHarness(on, options);
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    return {
      harness,
      dashboard,
      otto: await dashboard.visitor("operator", "otto"),
      vera: await dashboard.visitor("viewer", "vera"),
    };
  };
  const idIn = (answer: Response) =>
    /^\/requests\/([\da-f-]{36})\?/.exec(answer.headers.get("location") ?? "")?.[1] ?? "";
  const subjectIn = (page: string) => /name="subject" value="([\da-f]{64})"/.exec(page)?.[1] ?? "";

  test("one is handed in, followed to its end, and its people get certificates", async () => {
    const { harness, otto, vera } = await open({ people: ["ada-canary", "bob-canary"].map(person) });
    harness.startWorkers();
    const fields = {
      userIds: "ada-canary\r\n\r\n bob-canary \r\n",
      regulation: "ccpa",
      receivedOn: "",
      reason: "ticket 7",
    };
    const asked = await otto.post("/requests/new", fields);
    expect(asked.status).toBe(303);
    const id = idIn(asked);
    await reach(harness, id, "completed");
    const page = await otto.page(`/requests/${id}?done=received`);
    for (const text of [
      "CCPA",
      "ticket 7",
      "Completed",
      "Read back blank",
      "2 of 2 done",
      "The request was taken in",
    ])
      expect(page).toContain(text);
    expect(page).toContain(harness.app.pseudonyms.subject("ada-canary"));
    expect(page).not.toMatch(/canary|Cancel the request|Still to come/);
    const subject = subjectIn(page);
    const certificate = (format: string, who = otto) =>
      who.post(`/requests/${id}/certificate`, { subject, format });
    const file = await certificate("json");
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="certificate-\w+-run\d+\.json"$/,
    );
    const { subject: whose } = JSON.parse(await file.text()) as { subject: { pseudonym: string } };
    const mine = harness.app.pseudonyms.subject("ada-canary") === subject ? "ada-canary" : "bob-canary";
    expect(whose.pseudonym).toBe(harness.app.inEvidence(mine));
    const shown = await certificate("html");
    expect(shown.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(await shown.text()).toContain("Certificate of erasure");
    expect((await certificate("json", vera)).status).toBe(403);
    const seen = await vera.page(`/requests/${id}`);
    expect(seen).not.toContain("/certificate");
    expect(await vera.page("/requests")).toContain(`/requests/${id}`);
    const actions = await actionsOf(harness.app);
    expect(actions).toEqual(
      expect.arrayContaining([
        "otto operator requests.create allowed",
        "otto operator certificates.issue allowed",
        "vera viewer certificates.issue denied ROLE",
      ]),
    );
  });

  test("of an e-mail address that nobody has it says how many are like it, and none of them", async () => {
    const { harness, otto } = await open({ people: ["ada-canary", "adaa-canary"].map(person) });
    harness.startWorkers();
    const asked = await otto.post("/requests/new", { emails: "adab-canary@example.test" });
    await reach(harness, idIn(asked), "not_found");
    const page = await otto.page(`/requests/${idIn(asked)}`);
    expect(page).toMatch(/E-mail address 1: nobody has it\s*; 2 addresses are like it: mistyped\?/);
    expect(page).not.toContain("canary");
  });

  test("a form that is sent twice makes one request", async () => {
    const { otto } = await open();
    const key = randomUUID();
    const [first, second] = [
      await otto.post("/requests/new", { userIds: "a", key }),
      await otto.post("/requests/new", { userIds: "a", key }),
    ];
    expect(idIn(first)).not.toBe("");
    expect(idIn(second)).toBe(idIn(first));
  });

  test("what can't be taken comes back at its field, escaped, and without anything about anybody", async () => {
    const { harness, otto, vera } = await open();
    const fields = {
      userIds: `mary-canary\n${"x".repeat(300)}`,
      emails: "canary at example",
      receivedOn: "2001-01-01",
      reason: '"><script>alert(1)</script>',
    };
    const refused = await otto.post("/requests/new", fields);
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toMatch(/id="e-userIds">\s*Entry 2: is longer than 255 characters/);
    expect(page).toMatch(/id="e-emails">\s*Entry 1: is no e-mail address/);
    expect(page).toContain("&quot;&gt;&lt;script&gt;alert(1)");
    expect(page).not.toMatch(/canary|<script>alert/);
    const contact = await otto.post("/requests/new", { userIds: "a", reason: "call canary@example.com" });
    const text = await contact.text();
    expect(text).toContain("looks like it names an e-mail address");
    expect(text).not.toContain("canary");
    const old = await (await otto.post("/requests/new", { userIds: "a", receivedOn: "2001-01-01" })).text();
    expect(old).toMatch(/id="e-receivedOn">\s*is more than a year ago/);
    const nobody = await (await otto.post("/requests/new", {})).text();
    expect(nobody).toMatch(/id="e-userIds">\s*whom is it about/);
    expect((await vera.get("/requests/new")).status).toBe(403);
    expect((await vera.post("/requests/new", { userIds: "a" })).status).toBe(403);
    expect((await actionsOf(harness.app)).join("\n")).not.toContain("canary");
  });

  test("open ones can be extended and cancelled, once, by whoever may", async () => {
    const { harness, otto, vera } = await open();
    const id = await submitRequest(harness, { userIds: ["ada"] });
    const page = await otto.page(`/requests/${id}`);
    for (const text of ["Extend the deadline", "Cancel the request", "/holds/new", "Still to come"])
      expect(page).toContain(text);
    expect(await vera.page(`/requests/${id}`)).not.toMatch(/Extend the deadline|Cancel the request/);
    const empty = await otto.post(`/requests/${id}/extend`, { reason: "" });
    expect(await empty.text()).toMatch(/id="e-reason">\s*is missing/);
    expect((await otto.post(`/requests/${id}/extend`, { reason: "many requests" })).status).toBe(303);
    const extended = await otto.page(`/requests/${id}?done=extended`);
    expect(extended).toContain("many requests");
    expect(extended).toContain("The deadline was extended");
    expect(extended).not.toContain(`/requests/${id}/extend"`);
    expect((await vera.post(`/requests/${id}/cancel`)).status).toBe(403);
    expect(await stateOf(harness, id)).toBe("queued");
    expect((await otto.post(`/requests/${id}/cancel`)).status).toBe(303);
    expect(await stateOf(harness, id)).toBe("cancelled");
    expect((await otto.post(`/requests/${id}/cancel`)).status).toBe(409);
    expect(await actionsOf(harness.app)).toEqual(
      expect.arrayContaining([
        "otto operator requests.extend allowed",
        "otto operator requests.cancel allowed",
      ]),
    );
  });

  test("the list is filtered and cut into pages, and takes nothing but what it knows", async () => {
    const { harness, vera } = await open();
    for (let i = 0; i < 52; i++)
      await submitRequest(harness, { userIds: [`u-${i}`], regulation: i === 0 ? "ccpa" : "gdpr" });
    const rows = (page: string) => page.match(/href="\/requests\/[\da-f-]{36}"/g)?.length ?? 0;
    const first = await vera.page("/requests?regulation=gdpr");
    const next = /href="([^"]*cursor=[^"]*)"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(next).toContain("regulation=gdpr");
    expect([rows(first), rows(await vera.page(next))]).toEqual([50, 1]);
    expect(rows(await vera.page("/requests?regulation=ccpa&state=queued"))).toBe(1);
    expect(await vera.page("/requests?due=overdue")).toContain("No request is like that.");
    expect(rows(await vera.page('/requests?state="><script>&due=x&done=x'))).toBe(50);
    expect((await vera.get("/requests?cursor=x")).status).toBe(422);
    for (const path of ["/requests/1", "/requests/__proto__", `/requests/${randomUUID()}`])
      expect((await vera.get(path)).status, path).toBe(404);
  });

  test("one about somebody under a hold says what it waits for", async () => {
    const { harness, vera } = await open({ people: [person("ada")] });
    harness.startWorkers();
    await placeHold(harness, "ada");
    const id = await submitRequest(harness, { userIds: ["ada"] });
    await reach(harness, id, "held");
    const page = await vera.page(`/requests/${id}`);
    expect(page).toContain("Legal hold: legal claims, Art. 17(3)(e)");
    expect(page).toContain("The legal hold is lifted or ends");
  });

  test("messages that were given up are shown, and tried again by whoever may", async () => {
    const to = await receiver((response) => response.writeHead(410).end());
    const { harness, otto, vera } = await open({
      settings: {
        SCRUBJAY_CALLBACK_INSECURE: "true",
        SCRUBJAY_WEBHOOK_URLS: to.url,
        SCRUBJAY_WEBHOOK_SECRET: SECRET,
      },
    });
    const about = randomUUID();
    await harness.context.db.transaction((tx) =>
      harness.context.outbox.webhook(tx, { type: "request.failed", about, data: { id: about } }),
    );
    harness.startWorkers();
    await enqueueDeliveries(harness.context);
    const parked = await until("it is given up", async () => {
      const page = await otto.page("/requests/deliveries");
      return page.includes(`/requests/${about}`) && page;
    });
    expect(parked).toContain("HTTP 410");
    expect(parked).not.toContain(to.host);
    const retry = /action="(\/requests\/deliveries\/[\da-f-]{36}\/retry)"/.exec(parked)?.[1] ?? "";
    expect(await vera.page("/requests/deliveries")).not.toContain("/retry");
    expect((await vera.post(retry)).status).toBe(403);
    expect((await otto.post(retry)).headers.get("location")).toBe("/requests/deliveries?done=retried");
    expect(await actionsOf(harness.app)).toContain("otto operator deliveries.retry allowed");
  });
});
