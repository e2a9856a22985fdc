import { expect, test } from "vitest";
import { sql } from "drizzle-orm";
import { Sealer } from "../../src/sealing/sealer.js";
import { person } from "../jobs/requests-by-test.js";
import { appHarness } from "../jobs/app-harness.js";
import { actionsOf } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { dashboardHarness } from "./dashboard-harness.js";

const ADA = "ada+canary@example.test";

describePostgres("the pages of the audit log", (on) => {
  /** A run over two people that is done and sealed. */
  const open = async () => {
    const harness = await appHarness(on, { people: [ADA, "bob"].map(person) });
    const dashboard = dashboardHarness(harness.app, { context: harness.context });
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    await harness.reach(run, "done");
    await new Sealer(harness.app.log).seal();
    return { harness, dashboard, run, vera: await dashboard.visitor("viewer", "vera") };
  };

  test("somebody is looked up by an ID that is in no address and comes back in no page", async () => {
    const { harness, dashboard, run, vera } = await open();
    const found = await vera.post("/audit/person", { userId: ADA });
    expect([found.status, found.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const page = await found.text();
    for (const text of [
      harness.app.pseudonyms.subject(ADA),
      harness.app.inEvidence(ADA),
      "Erased",
      `/runs/${run}`,
      "sealed under the checkpoint over",
      "On it since",
    ])
      expect(page).toContain(text);
    expect(page + dashboard.events.join()).not.toContain("canary");
    const nobody = await (await vera.post("/audit/person", { userId: "<b>canary</b>" })).text();
    expect(nobody).toContain("No run recorded anything about this user ID.");
    expect(nobody).not.toContain("canary");
    const wrong = await vera.post("/audit/person", { userId: `canary${"x".repeat(1_000)}` });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).not.toContain("canary");
  });

  test("entries and actions are listed, filtered, and each has its proof", async () => {
    const { harness, run, vera } = await open();
    const entries = await vera.page(`/audit/entries?run=${run}`);
    expect(entries.match(/>Erased</g)).toHaveLength(2);
    expect(entries).toContain(harness.app.inEvidence("bob"));
    const [, proof = ""] = /href="(\/audit\/proofs\/\d+\?log=1)"/.exec(entries) ?? [];
    const file = await vera.get(proof);
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="scrubjay-app-\d+-entry-\d+\.tlog-proof"$/,
    );
    expect(await file.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    expect(await vera.page("/audit/entries?run=99999")).toContain("No entry fits.");
    const one = await vera.page(`/audit/entries?subject=${harness.app.inEvidence("bob")}`);
    expect(one.match(/>Erased</g)).toHaveLength(1);

    const actions = await vera.page("/audit/actions?action=run.created");
    expect(actions).toContain("A run was begun");
    expect(actions).toContain(`href="/runs/${run}"`);
    expect(actions).not.toContain("A plan was approved");
    const wrong = await vera.get("/audit/actions?actor=eve%40canary.test&target=%3Cscript%3E");
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).not.toMatch(/canary|<script>/);
    expect((await vera.get("/audit/entries?cursor=x")).status).toBe(422);
    expect((await vera.get("/audit/proofs/99999")).status).toBe(404);
  });

  test("the log is taken along as files", async () => {
    const { run, vera } = await open();
    const file = await vera.get(`/audit/export?kind=entries&format=ndjson&run=${run}`);
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="scrubjay-app-\d+-audit-entries-run\d+-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect((await file.text()).trim().split("\n")).toHaveLength(2);
    const table = await vera.get("/audit/export?kind=all&format=csv");
    expect(table.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(await table.text()).toMatch(/^type,/);
    expect((await vera.get("/audit/export?run=x")).status).toBe(422);
  });

  test("a verification says that the log holds, or names what was changed", async () => {
    const { harness, vera } = await open();
    const verify = async () => (await vera.post("/audit/log/verification")).text();
    const held = await verify();
    expect(held).toContain("The log holds");
    expect(held.trimEnd()).toMatch(/<\/html>$/);
    await harness.app.ledger.db.execute(sql`alter table scrubjay.audit_entries disable trigger all`);
    await harness.app.ledger.db.execute(
      sql`update scrubjay.audit_entries set outcome = 'failed' where app_id = ${harness.app.appId} and subject = ${harness.app.inEvidence("bob")}`,
    );
    await harness.app.ledger.db.execute(sql`alter table scrubjay.audit_entries enable trigger all`);
    const broken = await verify();
    expect(broken).toContain("The log doesn’t hold");
    expect(broken).toContain("<code>changed</code>");
  });

  test("a checkpoint that was kept is compared, as a browser sends it; only an operator hands one out", async () => {
    const { harness, dashboard, vera } = await open();
    const note = await (await vera.get("/audit/log/checkpoint")).text();
    const compare = (checkpoint: string) => vera.post("/audit/log/consistency", { checkpoint });
    const kept = note.trimEnd().replaceAll("\n", "\r\n");
    expect(await (await compare(kept)).text()).toContain("The log extends your checkpoint");
    const forged = await compare(kept.replace(/\r\n\d+\r\n/, "\r\n1\r\n"));
    expect(await forged.text()).toContain("The log doesn’t extend your checkpoint");
    const rubbish = await compare("<script>canary</script>");
    expect(rubbish.status).toBe(422);
    expect(await rubbish.text()).not.toContain("canary");

    expect(await vera.page("/audit/log")).toContain(note.split("\n")[2]);
    expect((await vera.post("/audit/log/publication")).status).toBe(403);
    const otto = await dashboard.visitor("operator", "otto");
    const published = await otto.post("/audit/log/publication");
    expect(published.headers.get("location")).toBe("/audit/log?done=nowhere");
    expect(await actionsOf(harness.app)).toEqual(
      expect.arrayContaining([
        "vera viewer audit.publish denied ROLE",
        "otto operator audit.publish allowed",
      ]),
    );
  });
});
