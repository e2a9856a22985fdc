import { expect, it } from "vitest";
import { testUser } from "../erasure/erasure-harness.js";
import { everybody, appHarness } from "../jobs/app-harness.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { dashboardHarness } from "./dashboard-harness.js";

describePostgres("the pages of comebacks", (on) => {
  const open = async () => {
    const people = ["ann-canary", "ben-canary"].map((id) => testUser(id));
    const harness = await appHarness(on, { people });
    harness.startWorkers();
    await harness.reach(await harness.plan({ policy: everybody(), autoApply: true }), "done");
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    return {
      harness,
      otto: await dashboard.visitor("operator", "otto"),
      vera: await dashboard.visitor("viewer", "vera"),
    };
  };

  it("somebody looks, and sees who came back and what they have in common", async () => {
    const { harness, otto, vera } = await open();
    expect(await vera.page("/comebacks")).toContain("No data came back in the last 30 days.");
    await harness.sandbox.edit("ann-canary", { email: ["canary@example.com"] });
    expect((await vera.get("/comebacks/look")).status).toBe(403);
    expect((await vera.post("/comebacks/look", { then: "report" })).status).toBe(403);
    const begun = await otto.post("/comebacks/look", { then: "report" });
    const at = begun.headers.get("location") ?? "";
    expect(at).toMatch(/^\/comebacks\/watches\/\d+\?done=begun$/);
    const page = await until("it is done", async () => {
      const text = await vera.page(at);
      return /state good">.*?Done/s.test(text) && text;
    });
    expect(page).toContain(harness.app.pseudonyms.subject("ann-canary"));
    expect(page).not.toContain(harness.app.pseudonyms.subject("ben-canary"));
    const all = await vera.page("/comebacks?days=7");
    for (const text of ["the last 7 days", "By hour of the day", "E-mail addresses"])
      expect(all).toContain(text);
    expect(page + all).not.toContain("canary");
    expect((await otto.post(at.replace("?done=begun", "/cancel"))).status).toBe(409);
    expect(await actionsOf(harness.app)).toEqual(
      expect.arrayContaining([
        "otto operator watches.create allowed",
        "vera viewer watches.create denied ROLE",
      ]),
    );
  });

  it("the suppression list is asked, and changed, by forms that never come back with anybody", async () => {
    const { harness, otto, vera } = await open();
    const look = async (who = vera) => {
      const answer = await who.post("/comebacks/person", { userId: "ann-canary" });
      const text = await answer.text();
      expect(text).not.toContain("canary");
      return text;
    };
    const found = await look();
    expect(found).toContain("They are on the list");
    expect(found).toContain("in a sweep");
    expect(found).not.toContain("Remove from the list");
    expect((await vera.post("/comebacks/person/remove", { userId: "ann-canary" })).status).toBe(403);
    const removed = await otto.post("/comebacks/person/remove", { userId: "ann-canary" });
    expect(removed.headers.get("location")).toBe("/comebacks?done=removed");
    expect(await look()).toContain("They aren’t on the list");
    const both = await otto.post("/comebacks/person", { userId: "ben-canary", email: "canary@example.com" });
    const text = await both.text();
    expect([both.status, text.includes("one of the two")]).toEqual([422, true]);
    expect(text).not.toContain("canary");
    const actions = await actionsOf(harness.app);
    expect(actions).toContain("otto operator suppression.remove allowed");
    expect(actions.join("\n")).not.toContain("canary");
  });
});
