import { expect, test } from "vitest";
import { fieldFindings } from "../../src/cli/doctor/fields.js";
import { planLines, runLines } from "../../src/cli/lines/run-lines.js";
import { runView } from "../../src/server/runs/view.js";
import { approve } from "../../src/service/run/approval.js";
import { unknownFieldsOf } from "../../src/service/unknown-fields.js";
import { testUser } from "../erasure/erasure-harness.js";
import { appHarness, everybody } from "../jobs/app-harness.js";
import { reach, submitRequest } from "../jobs/requests-by-test.js";
import { openedAppOf } from "../server/opened-app.js";
import { describePostgres } from "../support/ledger.js";
import { dashboardHarness } from "./dashboard-harness.js";

const TODAY = new Date().toISOString().slice(0, 10);
const BEGAN = `TalkJS began to send \`nickname\` on ${TODAY}; your policy says nothing of it.`;
const KEEP = "unknownFields: { keep: [nickname], ground: the contract runs on }";

describePostgres("fields that nobody knows are told of", (on) => {
  const open = async () => {
    const people = [
      testUser("kim", { nickname: "k", "kim@example.org": 1 }),
      testUser("ann", { nickname: "a" }),
      testUser("bob"),
    ];
    const harness = await appHarness(on, { people });
    await harness.sandbox.setFaults([{ kind: "refuse-field", field: "nickname" }]);
    harness.startWorkers();
    const { backend, visitor } = dashboardHarness(harness.app, { context: harness.context });
    const vera = await visitor("viewer", "vera");
    const otto = await visitor("operator", "otto");
    return { harness, backend, vera, otto };
  };

  test("in the plan, when it is applied, on the overview and by doctor, and never by a name that is a person", async () => {
    const { harness, vera, otto } = await open();
    const run = await harness.plan();
    await harness.reach(run, "planned");
    const planned = await runView(openedAppOf(harness.app), await harness.app.runs.get(run));
    expect(planned.plan).toMatchObject({ toScrub: 3, inPart: 0, unknownOthers: 0 });
    expect(planned.plan.unknownFields).toMatchObject([
      {
        field: "nickname",
        users: 2,
        rule: "blank",
        trial: null,
        text: expect.stringContaining(BEGAN) as string,
      },
      { field: expect.stringMatching(/^unknown:/) as string, users: 1 },
    ]);
    expect(planLines(planned).join("\n")).toMatch(/nickname +2\n[^]*TalkJS began to send `nickname` on/);
    const page = await vera.page(`/runs/${run}`);
    expect(page).toContain("Fields that Scrubjay doesn’t know");
    expect(page).toContain("TalkJS began to send `nickname` on");

    await approve(run, "cli", harness.context);
    await harness.reach(run, "done");
    const done = await runView(openedAppOf(harness.app), await harness.app.runs.get(run));
    expect(done.progress).toMatchObject({ scrubbed: 1, inPart: 2, failed: 0 });
    expect(runLines(done).join("\n")).toMatch(/Scrubbed but for fields that stay +2/);
    const result = await vera.page(`/runs/${run}`);
    for (const text of [
      "blanked but for fields that stay",
      "Of 2 users fields stay that Scrubjay doesn’t know",
    ])
      expect(result).toContain(text);
    const entries = await otto.page(`/audit/entries?run=${run}`);
    for (const text of ["Erased in part", "Still there: nickname"]) expect(entries).toContain(text);
    const again = await harness.plan();
    await harness.reach(again, "planned");
    expect(await vera.page(`/runs/${again}`)).toContain("blank but for fields that stay");

    const overview = await vera.page("/");
    for (const text of [
      "TalkJS kept 1 field that your policy wants blank",
      "New at TalkJS",
      "refuses to clear it (tried on",
    ])
      expect(overview).toContain(text);
    const known = await unknownFieldsOf(openedAppOf(harness.app), [everybody()]);
    const [nickname, other, ...none] = fieldFindings(known);
    expect(none).toEqual([]);
    expect(nickname).toMatchObject({
      verdict: "warning",
      remedy: expect.stringContaining("Ask TalkJS") as string,
    });
    expect(nickname?.detail).toContain(`${BEGAN} TalkJS refuses to clear it (tried on ${TODAY})`);
    expect(other).toMatchObject({
      verdict: "ok",
      detail: expect.stringContaining("blanked like the others") as string,
    });
    expect(JSON.stringify([planned, done, known, page, result, entries, overview])).not.toContain(
      "kim@example.org",
    );
  });

  test("until the policy names them, or they are cleared", async () => {
    const { harness, backend, vera } = await open();
    const run = await harness.plan({ autoApply: true });
    await harness.reach(run, "done");
    const need = "TalkJS kept 1 field";
    expect(await vera.page("/")).toContain(need);
    expect(fieldFindings(await unknownFieldsOf(openedAppOf(harness.app), [everybody(KEEP)]))).toMatchObject([
      { detail: expect.stringContaining("unknown:") as string },
    ]);
    const { erasure } = backend.policies;
    Object.assign(backend, { policies: { get: () => undefined, names: () => [], erasure: everybody(KEEP) } });
    expect(await vera.page("/")).not.toContain(need);
    Object.assign(backend, { policies: { get: () => undefined, names: () => [], erasure } });
    expect(await vera.page("/")).toContain(need);
    // Nobody has it any more.
    await harness.sandbox.addUsers(["kim", "ann"].map((id) => testUser(id)));
    await harness.reach(await harness.plan(), "planned");
    expect(await vera.page("/")).not.toContain(need);
  });

  test("on the page of a request that they leave partly done", async () => {
    const { harness, otto } = await open();
    const id = await submitRequest(harness, { userIds: ["kim"] });
    await reach(harness, id, "partly_retained");
    const page = await otto.page(`/requests/${id}`);
    for (const text of [
      "Erased in part",
      "Still there: nickname",
      "Fields that Scrubjay doesn&#39;t know are still there",
    ])
      expect(page).toContain(text);
  });
});
