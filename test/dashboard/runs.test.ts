import { expect, test } from "vitest";
import { person } from "../jobs/requests-by-test.js";
import { everybody, policy, appHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { dashboardHarness, type Visitor } from "./dashboard-harness.js";

describePostgres("the pages of runs", (on) => {
  const open = async (options: AppHarnessOptions = {}) => {
    const harness = await appHarness(on, options);
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    return {
      harness,
      dashboard,
      anna: await dashboard.visitor("approver", "anna"),
      otto: await dashboard.visitor("operator", "otto"),
      vera: await dashboard.visitor("viewer", "vera"),
    };
  };
  /** The addresses of a page's forms. */
  const formsOf = async (who: Visitor, path: string) =>
    [...(await who.page(path)).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, to]) => to);

  test("a plan is reviewed by everybody, approved by an approver only, and gives certificates when it is done", async () => {
    const people = [
      person("ada"),
      person("bob@example.test"),
      { ...person("eve"), custom: { hold: "case" } },
    ];
    const { harness, anna, otto, vera } = await open({ people });
    harness.startWorkers();
    const order = everybody(
      'scrub: { name: { replace: "<script>x</script>" } }\nexclude: { legalHold: { customKey: hold } }',
    );
    const run = await harness.plan({ policy: order });
    await harness.reach(run, "planned");
    const at = `/runs/${run}`;
    const plan = await vera.page(at);
    for (const text of [
      "2 users would be blanked",
      "1 like an e-mail address",
      "Marked as a legal hold at TalkJS",
      "2 of at most 100,000",
      "66.67% of at most 100%",
      "An operator sees it",
    ])
      expect(plan).toContain(text);
    expect(await formsOf(vera, at)).toEqual([]);
    expect(await formsOf(otto, at)).toEqual([`${at}/refuse`]);
    expect(await formsOf(anna, at)).toEqual([`${at}/approve`, `${at}/refuse`]);
    const words = await otto.page(at);
    expect(words).toContain("The name becomes &quot;&lt;script&gt;x&lt;/script&gt;&quot;.");
    expect(words).not.toContain("<script>x");

    expect((await otto.post(`${at}/approve`)).status).toBe(403);
    const approved = await anna.post(`${at}/approve`);
    expect([approved.status, approved.headers.get("location")]).toEqual([303, `${at}?done=approve`]);
    await harness.reach(run, "done");
    const done = await anna.page(`${at}?done=approve`);
    for (const text of [
      "Approved. The run is being applied.",
      "The data of 2 users was blanked",
      `/audit/entries?run=${run}`,
    ])
      expect(done).toContain(text);
    expect(done).not.toContain("bob@");

    const certificate = (who: Visitor, userId: string, format = "json") =>
      who.post(`${at}/certificate`, { userId, format });
    const file = await certificate(otto, "ada");
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="certificate-\w{16}-run\d+\.json"$/,
    );
    const { subject } = JSON.parse(await file.text()) as { subject: { pseudonym: string } };
    expect(subject.pseudonym).toBe(harness.app.inEvidence("ada"));
    const looked = await otto.post(`${at}/certificate`, { userId: "ada", format: "json", look: "yes" });
    expect(await looked.json()).toMatchObject({ look: { at: expect.any(String) as string } });
    const shown = await certificate(otto, "ada", "html");
    expect(shown.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const none = await certificate(otto, 'nobody-canary"><script>');
    expect(none.status).toBe(404);
    expect(await none.text()).not.toContain("nobody-canary");
    expect((await certificate(vera, "ada")).status).toBe(403);

    expect(await actionsOf(harness.app)).toEqual(
      expect.arrayContaining([
        "otto operator runs.approve denied ROLE",
        "anna approver runs.approve allowed",
        "otto operator certificates.issue allowed",
        "otto operator certificates.issue refused CERTIFICATE_NO_ENTRY",
        "vera viewer certificates.issue denied ROLE",
      ]),
    );
    const list = await vera.page("/runs");
    expect(list).toContain(`href="${at}"`);
    expect(list).toContain("3 of 3 dealt with");
    expect(await vera.page("/runs?active=true")).toContain("No run is at work.");
  });

  test("with four eyes, whoever planned it isn't offered to approve it, and can refuse it", async () => {
    const { harness, anna } = await open({
      people: [person("ada")],
      settings: { SCRUBJAY_FOUR_EYES: "true" },
    });
    harness.startWorkers();
    const run = await harness.plan({ by: anna.name });
    await harness.reach(run, "planned");
    expect(await anna.page(`/runs/${run}`)).toContain("somebody else must approve it");
    expect(await formsOf(anna, `/runs/${run}`)).toEqual([`/runs/${run}/refuse`]);
    expect((await anna.post(`/runs/${run}/refuse`)).status).toBe(303);
    expect((await harness.app.runs.get(run)).state).toBe("cancelled");
    expect(await anna.page(`/runs/${run}?done=refuse`)).toContain("Cancelled before anything was changed");
    expect(await harness.sandbox.journal()).toEqual([]);
  });

  test("a plan that breaks a limit says which, by how much, and what to do", async () => {
    const { harness, vera } = await open({ people: ["ada", "bob", "cleo"].map(person) });
    harness.startWorkers();
    const run = await harness.plan({
      policy: policy("select: { all: true }\nlimits: { maxUsers: 2, maxShare: 100% }"),
    });
    await harness.reach(run, "refused");
    const page = await vera.page(`/runs/${run}`);
    for (const text of [
      "Refused by a limit",
      "limits.maxUsers allows 2",
      "3 of at most 2: too many",
      "raise the limit",
    ])
      expect(page).toContain(text);
  });

  test("a plan shows every limit that can refuse it, and a far shorter list of users as too short", async () => {
    const { harness, vera } = await open({ people: ["ada", "bob", "cleo"].map(person) });
    harness.startWorkers();
    const boundsOf = async () => {
      const run = await harness.plan();
      await until("the plan", async () => (await harness.app.runs.get(run)).plannedAt !== null);
      const page = await vera.page(`/runs/${run}`);
      const card = /<dl class="limits">.*?<\/dl>/s.exec(page)?.[0] ?? "";
      return [...card.matchAll(/<dt>(.*?)<\/dt>.*?<span[^>]*>(.*?)<\/span>/gs)].map(([, name, text]) => [
        name,
        text,
      ]);
    };
    const others = [
      ["Users", "3 of at most 100,000"],
      ["Share of all users", "100% of at most 100%"],
    ];
    const name = "Users missing since the last time";
    expect(await boundsOf()).toEqual([...others, [name, "Nothing to compare with; at most 10%"]]);
    expect(await boundsOf()).toEqual([...others, [name, "0% of at most 10%"]]);
    await harness.context.userCounts.note(harness.context.db, 30, new Date());
    expect(await boundsOf()).toEqual([...others, [name, "90% of at most 10%: too many"]]);
  });

  test("whoever is parked is tried again or forgotten, and the page follows the run by itself", async () => {
    const { harness, otto, vera } = await open({ people: ["ada", "bob"].map(person) });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "ada" }]);
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    await harness.reach(run, "done");
    const at = `/runs/${run}`;
    expect(await otto.page(at)).toContain("TalkJS refused the edit");
    expect(await formsOf(vera, at)).toEqual([]);
    expect(await formsOf(otto, at)).toEqual([
      `${at}/retry`,
      `${at}/dismiss`,
      `${at}/certificate#certificate`,
    ]);

    const reader = (await vera.get(`/live${at}`)).body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value as Uint8Array);
    await reader?.cancel();
    expect(first).toMatch(/^event: part\ndata: \{"id":"head"/);

    expect((await otto.post(`${at}/retry`)).status).toBe(303);
    await harness.reach(run, "done");
    expect((await otto.post(`${at}/dismiss`)).status).toBe(303);
    expect(await harness.app.worklist.parked(run)).toEqual({});
    expect(await otto.page(`${at}?done=dismiss`)).toContain("Nobody waits for a second attempt.");
    expect((await otto.post(`${at}/pause`)).status).toBe(409);
  });

  test("addresses that lead to no run are answered with a page that says so", async () => {
    const { vera } = await open();
    for (const path of ["/runs/0", "/runs/99999", "/runs/1e3", "/runs/%3Cscript%3E"]) {
      const answer = await vera.get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain("<script>");
    }
    expect((await vera.get("/runs?cursor=x")).status).toBe(422);
    expect(await vera.page("/runs")).toContain("There hasn’t been a run yet.");
  });
});
