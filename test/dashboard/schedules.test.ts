import { describe, expect, it, test } from "vitest";
import { cronWords } from "../../src/dashboard/schedules/cron-words.js";
import type { Policy } from "../../src/policy/policy.js";
import type { NamedPolicies } from "../../src/policy/named-policies.js";
import { policy, appHarness } from "../jobs/app-harness.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { dashboardHarness } from "./dashboard-harness.js";

const guests = policy(
  "select: { roles: [canary-role] }\nscrub: { custom: keep }\ngrounds: { custom: part of the contract }",
);
const listed = policy("select: { ids: { file: people.txt } }");

const policies: NamedPolicies = {
  get: (name) =>
    new Map<string, Policy>([
      ["guests", guests],
      ["list", listed],
    ]).get(name),
  names: () => ["guests", "list"],
  erasure: guests,
};

describePostgres("the pages of policies and schedules", (on) => {
  const open = async () => {
    const harness = await appHarness(on);
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    dashboard.backend.policies = policies;
    const [otto, vera] = [
      await dashboard.visitor("operator", "otto"),
      await dashboard.visitor("viewer", "vera"),
    ];
    return { harness, dashboard, otto, vera };
  };

  it("say in words what each policy does, to whoever may know its conditions", async () => {
    const { harness, otto, vera } = await open();
    const page = await otto.page("/policy");
    for (const text of [
      "Policy guests",
      "Policy list",
      "canary-role",
      "Custom fields are kept because: part of the contract",
    ])
      expect(page).toContain(text);
    expect(page).not.toContain("people.txt");
    const seen = await vera.page("/policy");
    expect(seen).toContain("Operators and approvers can read the policies here.");
    expect(seen).not.toContain("canary-role");
    // Nobody is denied anything by opening a page.
    expect(await actionsOf(harness.app)).toEqual([]);
  });

  it("a schedule is made, shown with its times, begun, and removed", async () => {
    const { harness, otto, vera } = await open();
    const fields = {
      name: "nightly",
      policy: "guests",
      kind: "sweep",
      cron: "30  2 * * *",
      timeZone: "Europe/Berlin",
    };
    const form = await otto.page("/schedules/new");
    expect(form).toContain('<option value="guests"');
    expect(form).not.toMatch(/<option value="list"|name="approval"/);
    expect((await otto.post("/schedules/new", fields)).headers.get("location")).toBe(
      "/schedules/nightly?done=made",
    );
    const page = await otto.page("/schedules/nightly?done=made");
    for (const text of [
      "every day at 02:30 (Europe/Berlin)",
      "A person approves each plan",
      "Run now",
      "otto",
    ])
      expect(page).toContain(text);
    expect(await vera.page("/schedules/nightly")).not.toMatch(/Run now|Remove it/);
    expect((await vera.post("/schedules/nightly/run")).status).toBe(403);
    expect((await otto.post("/schedules/nightly/run")).status).toBe(303);
    expect(await vera.page("/schedules/nightly")).toMatch(/\/runs\/\d+/);
    expect(await vera.page("/schedules")).toContain("Running");
    expect((await otto.post("/schedules/nightly/remove")).headers.get("location")).toBe(
      "/schedules?done=removed",
    );
    expect((await otto.get("/schedules/nightly")).status).toBe(404);
    expect(await actionsOf(harness.app)).toEqual(
      expect.arrayContaining([
        "otto operator schedules.add allowed",
        "vera viewer schedules.run denied ROLE",
        "otto operator schedules.run allowed",
        "otto operator schedules.remove allowed",
      ]),
    );
  });

  it("one that applies by itself is an approver's to make and to begin", async () => {
    const { dashboard, otto } = await open();
    const anna = await dashboard.visitor("approver", "anna");
    const fields = {
      name: "auto",
      policy: "guests",
      cron: "0 3 * * 1",
      timeZone: "UTC",
      approval: "automatic",
    };
    expect(await (await otto.post("/schedules/new", fields)).text()).toContain(
      "This needs the role approver",
    );
    expect((await anna.post("/schedules/new", fields)).status).toBe(303);
    expect(await otto.page("/schedules/auto")).toContain("only an approver can begin it now");
    expect(await anna.page("/schedules/auto")).toContain("Run now");
  });

  it("what can't be a schedule comes back at its field", async () => {
    const { otto } = await open();
    const wrong = { name: "canary@example.com", policy: "guests", cron: "* * * * *", timeZone: "<b>Berlin" };
    const refused = await otto.post("/schedules/new", wrong);
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toMatch(/id="e-name">\s*is not a name/);
    expect(page).toMatch(/id="e-cron">\s*comes more often than every five minutes/);
    expect(page).toMatch(/id="e-timeZone">\s*is not a known time zone/);
    expect(page).toContain('value="&lt;b&gt;Berlin"');
    expect(page).not.toMatch(/canary|<b>/);
  });
});

describe("a cron expression in words", () => {
  test.each([
    ["30 2 * * *", "every day at 02:30"],
    ["0 3 * * 1", "every Monday at 03:00"],
    ["0 3 * * 7", "every Sunday at 03:00"],
    ["5 12 * * 1-5", "Monday to Friday at 12:05"],
    ["0 0 1 * *", "on day 1 of each month at 00:00"],
    ["15 * * * *", "every hour, at minute 15"],
    ["*/15 * * * *", "every 15 minutes"],
  ])("%s is %s", (cron, words) => expect(cronWords(cron)).toBe(words));

  test.each([
    "*/7 * * * *",
    "0 3 1 * 1",
    "0 3 * 2 *",
    "0,30 3 * * *",
    "0 30 2 * * *",
    "0 3 * * 1#2",
    "*/0 * * * *",
  ])("%s has none", (cron) => expect(cronWords(cron)).toBeUndefined());
});
