import { expect, it } from "vitest";
import { ask, person, reach } from "../jobs/asking.js";
import { site, type SiteOptions } from "../jobs/site.js";
import { actionsOf } from "../server/reception.js";
import { describePostgres } from "../support/ledger.js";
import { house } from "./visitor.js";

const WHO = "ada-canary";
const order = { userId: WHO, ground: "e", owner: "Legal department", reason: "Case <b>12</b>", endsOn: "" };

describePostgres("the pages of legal holds", (on) => {
  const open = async (options: SiteOptions = {}) => {
    const here = await site(on, options);
    const home = house(here.app, { context: here.context });
    return { here, otto: await home.visitor("operator", "otto"), vera: await home.visitor("viewer", "vera") };
  };

  it("one is placed, found, and lifted, and then the request that waited goes on", async () => {
    const { here, otto, vera } = await open({ people: [person(WHO)] });
    here.startWorkers();
    const placed = await otto.post("/holds/new", order);
    const at = placed.headers.get("location") ?? "";
    expect(at).toMatch(/^\/holds\/[\da-f-]{36}\?done=placed$/);
    const path = at.replace(/\?.*/, "");
    const id = await ask(here, { userIds: [WHO] });
    await reach(here, id, "held");
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
    await reach(here, id, "completed");
    expect(await vera.page("/holds")).not.toContain(path);
    expect(await vera.page("/holds?which=all")).toContain(path);
    const actions = await actionsOf(here.app);
    expect(actions).toEqual(
      expect.arrayContaining([
        "otto operator holds.add allowed",
        "vera viewer holds.lift denied ROLE",
        "otto operator holds.lift allowed",
      ]),
    );
    expect(actions.join("\n")).not.toContain(WHO);
  });

  it("its last day is a day of the visitor's calendar", async () => {
    const { here, otto } = await open();
    const zone = { cookie: `scrubjay=${otto.cookie}; scrubjay-zone=America/New_York` };
    const placed = await otto.post("/holds/new", { ...order, endsOn: "2099-07-31" }, zone);
    const id = placed.headers.get("location")?.slice("/holds/".length, -"?done=placed".length) ?? "";
    expect((await here.app.holds.get(id)).endsAt?.toISOString()).toBe("2099-08-01T04:00:00.000Z");
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
