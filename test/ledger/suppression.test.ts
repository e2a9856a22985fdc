import { expect, test } from "vitest";
import type { RowResult } from "../../src/ledger/runs/batches.js";
import type { Outcome } from "../../src/model/outcome.js";
import type { RunKind } from "../../src/model/kinds.js";
import { describeLedgers, newRun, plannedUser, type App } from "../support/ledger.js";

const NOON = new Date("2030-01-01T12:00:00.123Z");
const EVENING = new Date("2030-01-01T20:00:00.456Z");

/** Records a run of one batch with these outcomes, by pseudonym. */
async function record(
  app: App,
  kind: RunKind,
  outcomes: Record<string, Outcome>,
  verifiedAt = NOON,
  blanked: readonly string[] = [],
): Promise<number> {
  const run = await newRun(app, { kind, policyDigest: `sha256:${kind}`, autoApply: true });
  const planned = Object.keys(outcomes).map((subject) => plannedUser(subject));
  await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, planned);
  await app.runs.finishPlan(run, { refusal: null, autoApply: true, scanMac: "" }, NOON);
  const results = Object.entries(outcomes).map(([subject, outcome]): RowResult => {
    const rest = {
      reason: null,
      fields: blanked.includes(subject) ? ["email"] : [],
      remaining: [],
      customKeys: null,
      idLooksLike: null,
      attempts: 1,
      round: 1,
      retry: null,
    };
    return { subject, evidence: subject, salt: null, outcome, verification: "user", verifiedAt, ...rest };
  });
  expect(await app.batches.finish(await app.runs.get(run), 0, results)).toEqual(results);
  await app.runs.finish(run, "applying", NOON);
  return run;
}

const everyOutcome = (prefix: string): Record<string, Outcome> =>
  Object.fromEntries(
    (["scrubbed", "already_blank", "not_found", "excluded", "failed"] as const).map((outcome) => [
      `${prefix} ${outcome}`,
      outcome,
    ]),
  );

describeLedgers("the suppression list", (on) => {
  test("has whoever a sweep scrubbed, and of named people also who was blank already or isn't known", async () => {
    const app = on.app();
    const sweep = await record(app, "sweep", everyOutcome("sweep"));
    const erasure = await record(app, "erasure", everyOutcome("erasure"));
    const list = await app.suppression.page({ kind: "user", limit: 10 });
    const none = { appId: app.appId, kind: "user", since: NOON, comebacks: 0, lastComebackAt: null };
    expect(list).toEqual([
      { ...none, subject: "erasure already_blank", runId: erasure, onDemand: true, found: true },
      { ...none, subject: "erasure not_found", runId: erasure, onDemand: true, found: false },
      { ...none, subject: "erasure scrubbed", runId: erasure, onDemand: true, found: true },
      { ...none, subject: "sweep scrubbed", runId: sweep, onDemand: false, found: true },
    ]);
  });

  test("keeps the policy of an erasure on demand when a later sweep scrubs the same person, and not that of a sweep", async () => {
    const app = on.app();
    const asked = await record(app, "erasure", { ann: "scrubbed" });
    await record(app, "sweep", { ben: "scrubbed" });
    const later = await record(app, "sweep", { ann: "scrubbed", ben: "scrubbed" }, EVENING);
    expect(await app.suppression.of("ann")).toMatchObject({ runId: asked, onDemand: true, since: NOON });
    expect(await app.suppression.of("ben")).toMatchObject({ runId: later, onDemand: false, since: EVENING });
    const again = await record(app, "erasure", { ann: "already_blank", ben: "scrubbed" }, EVENING);
    expect(await app.suppression.of("ann")).toMatchObject({ runId: again, since: EVENING });
    expect(await app.suppression.of("ben")).toMatchObject({ runId: again, onDemand: true });
  });

  test("has whoever was erased in part, of a sweep only where something was blanked", async () => {
    const app = on.app();
    const both = { ann: "scrubbed_in_part", ben: "scrubbed_in_part" } as const;
    const sweep = await record(app, "sweep", both, NOON, ["ann"]);
    expect(await app.suppression.of("ann")).toMatchObject({ runId: sweep, found: true });
    expect(await app.suppression.of("ben")).toBeUndefined();
    const asked = await record(app, "erasure", { ben: "scrubbed_in_part" });
    expect(await app.suppression.of("ben")).toMatchObject({ runId: asked, onDemand: true });
  });

  test("learns from a watch since when somebody is blank again, and nothing about whose policy counts", async () => {
    const app = on.app();
    const sweep = await record(app, "sweep", { ann: "scrubbed" });
    const asked = await record(app, "erasure", { ben: "not_found" });
    await record(app, "watch", { ann: "scrubbed", ben: "scrubbed", eve: "failed" }, EVENING);
    expect(await app.suppression.of("ann")).toMatchObject({
      runId: sweep,
      onDemand: false,
      since: EVENING,
    });
    expect(await app.suppression.of("ben")).toMatchObject({ runId: asked, found: true, since: EVENING });
    expect(await app.suppression.of("eve")).toBeUndefined();
    await record(app, "watch", { ann: "already_blank" }, NOON);
    expect(await app.suppression.of("ann")).toMatchObject({ since: EVENING });
  });

  test("finds people and addresses with one look, each under its own app, with the run that counts", async () => {
    const app = on.app();
    const other = on.app();
    const run = await record(app, "sweep", { ann: "scrubbed", ben: "scrubbed" });
    await app.suppression.addEmails(app.ledger.db, ["mail 1", "mail 2", "mail 1"], NOON);
    await app.suppression.addEmails(app.ledger.db, ["mail 2"], EVENING);
    const wanted = { users: ["ann", "mail 1", "nobody"], emails: ["mail 2", "ben"] };
    const found = await app.suppression.among(wanted);
    expect(found.sort((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
      {
        kind: "email",
        subject: "mail 2",
        runId: null,
        onDemand: true,
        found: false,
        since: EVENING,
      },
      { kind: "user", subject: "ann", runId: run },
    ]);
    expect(await other.suppression.among(wanted)).toEqual([]);
    expect(await other.suppression.among(wanted, app.appId)).toHaveLength(2);
    expect(await app.suppression.among({ users: [], emails: [] })).toEqual([]);
    expect([await other.suppression.knows(app.appId), await app.suppression.knows(other.appId)]).toEqual([
      true,
      false,
    ]);
  });

  test("is counted and read page by page, and lets a person go", async () => {
    const app = on.app();
    await record(app, "sweep", { ann: "scrubbed", ben: "scrubbed", eve: "scrubbed" });
    await app.suppression.addEmails(app.ledger.db, ["mail"], NOON);
    expect(await app.suppression.count()).toEqual({ user: 3, email: 1 });
    const subjects = async (after?: string) =>
      (await app.suppression.page({ kind: "user", limit: 2, ...(after && { after }) })).map(
        ({ subject }) => subject,
      );
    expect([await subjects(), await subjects("ben")]).toEqual([["ann", "ben"], ["eve"]]);
    expect([await app.suppression.remove("ann"), await app.suppression.remove("ann")]).toEqual([true, false]);
    expect(await app.suppression.remove("mail", "email")).toBe(true);
    expect(await app.suppression.count()).toEqual({ user: 2, email: 0 });
  });
});
