import { expect, it } from "vitest";
import { submitRequest, person, reach } from "../jobs/requests-by-test.js";
import { appHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { actionsOf } from "../server/api-harness.js";
import { until } from "../support/until.js";
import { describePostgres } from "../support/ledger.js";
import { dashboardHarness } from "./dashboard-harness.js";

const WHO = "ada-canary";
const order = { userId: WHO, ground: "e", owner: "Legal department", reason: "Case <b>12</b>", endsOn: "" };

describePostgres("the pages of legal holds", (on) => {
  const open = async (options: AppHarnessOptions = {}) => {
    const harness = await appHarness(on, options);
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    return {
      harness,
      otto: await dashboard.visitor("operator", "otto"),
      vera: await dashboard.visitor("viewer", "vera"),
    };
  };

  it("one is placed, found, and lifted, and then the request that waited goes on", async () => {
    const { harness, otto, vera } = await open({ people: [person(WHO)] });
    harness.startWorkers();
    const placed = await otto.post("/holds/new", order);
    const at = placed.headers.get("location") ?? "";
    expect(at).toMatch(/^\/holds\/[\da-f-]{36}\?done=placed$/);
    const path = at.replace(/\?.*/, "");
    const id = await submitRequest(harness, { userIds: [WHO] });
    await reach(harness, id, "held");
    const page = await otto.page(at);
    for (const text of [
      "Legal department",
      "Case &lt;b&gt;12",
      "GDPR Art. 17(3)(e): Legal claims",
      "Lift the hold",
    ])
      expect(page).toContain(text);
    expect(page).not.toContain(WHO);
    expect(await vera.page(path)).not.toContain("Lift the hold");
    expect(await vera.page("/holds")).toContain(path);
    const found = await vera.post("/holds/person", { userId: WHO });
    expect([found.status, found.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const text = await found.text();
    expect(text).toContain("This person is under a legal hold");
    expect(text).not.toContain(WHO);
    expect((await vera.post(`${path}/lift`)).status).toBe(403);
    expect((await otto.post(`${path}/lift`)).headers.get("location")).toBe(`${path}?done=lifted`);
    await reach(harness, id, "completed");
    expect(await vera.page("/holds")).not.toContain(path);
    expect(await vera.page("/holds?which=all")).toContain(path);
    const actions = await actionsOf(harness.app);
    expect(actions).toEqual(
      expect.arrayContaining([
        "otto operator holds.add allowed",
        "vera viewer holds.lift denied ROLE",
        "otto operator holds.lift allowed",
      ]),
    );
    expect(actions.join("\n")).not.toContain(WHO);
  });

  it("one on an ID that TalkJS doesn't know needs a person, until it is confirmed", async () => {
    const { harness, otto, vera } = await open({ people: [person(WHO)] });
    const placed = await otto.post("/holds/new", { ...order, userId: `${WHO}y` });
    const path = (placed.headers.get("location") ?? "").replace(/\?.*/, "");
    expect(await otto.page(path)).toContain("Is being looked up");
    harness.startWorkers();
    const page = await until("it is unknown", async () => {
      const now = await otto.page(path);
      return now.includes("Unknown: mistyped?") && now;
    });
    for (const text of ["TalkJS doesn’t know this user ID", "The ID is right", "Stands"])
      expect(page).toContain(text);
    expect(await vera.page(path)).not.toContain("The ID is right");
    expect(await vera.page("/holds")).toContain("Unknown: mistyped?");
    expect(await vera.page("/")).toContain(
      `<a href="${path}">1 legal hold is on a user ID that TalkJS doesn’t know</a>`,
    );
    expect((await vera.post(`${path}/confirm`)).status).toBe(403);
    expect((await otto.post(`${path}/confirm`)).headers.get("location")).toBe(`${path}?done=confirmed`);
    const confirmed = await otto.page(`${path}?done=confirmed`);
    expect(confirmed).toContain("Confirmed");
    expect(confirmed).toMatch(/, by otto/);
    expect(confirmed).not.toContain("The ID is right");
    expect(await vera.page("/")).not.toContain("legal hold is on");
  });

  it("its last day is a day of the visitor's calendar", async () => {
    const { harness, otto } = await open();
    const zone = { cookie: `scrubjay=${otto.cookie}; scrubjay-zone=America/New_York` };
    const placed = await otto.post("/holds/new", { ...order, endsOn: "2099-07-31" }, zone);
    const id = placed.headers.get("location")?.slice("/holds/".length, -"?done=placed".length) ?? "";
    expect((await harness.app.holds.get(id)).endsAt?.toISOString()).toBe("2099-08-01T04:00:00.000Z");
  });

  it("what can't be one comes back at its field, without whom it was about", async () => {
    const { otto, vera } = await open();
    const wrong = { userId: WHO, ground: "z", owner: "canary@example.com", endsOn: "2001-01-01" };
    const refused = await otto.post("/holds/new", wrong);
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toMatch(/id="e-ground">\s*is none of the choices/);
    expect(page).toMatch(/id="e-owner">\s*looks like it names an e-mail address/);
    expect(page).not.toContain("canary");
    const over = await (await otto.post("/holds/new", { ...order, endsOn: "2001-01-01" })).text();
    expect(over).toMatch(/id="e-endsOn">\s*is over/);
    expect((await vera.get("/holds/new")).status).toBe(403);
    expect((await vera.post("/holds/new", order)).status).toBe(403);
    const nobody = await otto.post("/holds/person", { userId: " " });
    expect([nobody.status, (await nobody.text()).includes("is empty")]).toEqual([422, true]);
  });
});
