import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { openServerLedger } from "../../src/ledger/open.js";
import { MOST_FIELD_NAMES } from "../../src/model/field-trial.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { reconcile } from "../../src/service/reconcile.js";
import { approve } from "../../src/service/run/approval.js";
import { startWatch } from "../../src/service/watch/start.js";
import { testUser } from "../erasure/erasure-harness.js";
import { apiHarness, bearer, post as posted } from "../server/api-harness.js";
import { describePostgres, MASTER_KEY } from "../support/ledger.js";
import { until } from "../support/until.js";
import { appHarness, everybody, expectAuditEqualsJournal, type AppHarness } from "./app-harness.js";
import { placeHold, reach, submitRequest } from "./requests-by-test.js";

const { data: ODD } = JSON.parse(readFileSync(new URL("./odd-users.json", import.meta.url), "utf8")) as {
  data: Record<string, unknown>[];
};
const people = (n: number, fields: object = {}) =>
  Array.from({ length: n }, (_, i) => testUser(`user ${i}`, fields));
const inventory = async ({ context }: AppHarness) =>
  (await context.userFields.list()).map(({ name, users, trial }) => ({ name, users, trial }));

const trialsSent = async ({ sandbox }: AppHarness) =>
  (await sandbox.journal()).filter(({ fields }) => fields.join() === "nickname").length;

async function swept(harness: AppHarness, policy = everybody()) {
  const run = await harness.plan({ autoApply: true, policy });
  await harness.reach(run, "done");
  return { run, progress: await harness.app.batches.progress(run), entries: await harness.entries(run) };
}

describePostgres("a field that nobody here knows", (on) => {
  test("is found on the user who brings it, and blanked together with everybody else's data", async () => {
    const harness = await appHarness(on, { people: [...people(99), ...ODD] });
    harness.startWorkers();
    const run = await harness.plan();
    const { tally } = await harness.reach(run, "planned");
    expect(tally).toMatchObject({ unknown: { nickname: 1 }, toScrub: 106 });
    expect(tally.fields).not.toHaveProperty("nickname");
    expect(await inventory(harness)).toEqual([{ name: "nickname", users: 1, trial: null }]);
    await approve(run, "cli", harness.context);
    await harness.reach(run, "done");
    expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 106, inPart: 0, failed: 0 });
    expect((await harness.sandbox.users()).get("new-field")).toMatchObject({
      name: "[DELETED]",
      nickname: null,
    });
    expect(await inventory(harness)).toEqual([{ name: "nickname", users: 1, trial: "cleared" }]);
    await expectAuditEqualsJournal(harness);
  });

  on.both(
    "that TalkJS refuses is tried once for all runs, named in each, and no failure of anybody",
    async () => {
      const harness = await appHarness(on, { people: people(250, { nickname: "n" }) });
      await harness.sandbox.setFaults([{ kind: "refuse-field", field: "nickname" }]);
      const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
      if (on.url) onTestFinished(() => other.close());
      harness.startWorkers();
      harness.startWorkers(harness.contextOn(other));
      const first = await swept(harness);
      expect(first.progress).toMatchObject({ inPart: 250, scrubbed: 0, failed: 0 });
      for (const { outcome, fields, remaining } of first.entries)
        expect([outcome, fields, remaining]).toEqual(["scrubbed_in_part", ["name", "email"], ["nickname"]]);
      expect(await inventory(harness)).toEqual([{ name: "nickname", users: 250, trial: "refused" }]);
      await harness.sandbox.setFaults([]);
      const second = await swept(harness);
      expect(second.progress).toMatchObject({ inPart: 250, failed: 0 });
      expect((await harness.app.runs.get(second.run)).tally).toMatchObject({ inPart: 250, toScrub: 0 });
      for (const entry of second.entries)
        expect(entry).toMatchObject({ fields: [], remaining: ["nickname"], verification: "plan" });
      // Nothing was sent after it was refused, though TalkJS would take it by now.
      expect(await trialsSent(harness)).toBe(0);
      await expectAuditEqualsJournal(harness);
    },
  );

  test("is tried again once a person has that forgotten, and only then", async () => {
    const harness = await appHarness(on, { people: people(3, { nickname: "n", bio: "b" }) });
    await harness.sandbox.setFaults([{ kind: "keep-field", field: "nickname" }]);
    harness.startWorkers();
    await swept(harness);
    await harness.sandbox.setFaults([]);
    const { api, token } = apiHarness(harness.app, { context: harness.context });
    const headers = bearer(await token("operator"));
    const retry = async (body: object) =>
      (await api.request("/v1/fields/retry", posted(body, headers))).json();
    expect(await retry({ fields: ["nobody"] })).toEqual({ fields: [] });
    expect(await retry({})).toEqual({ fields: ["nickname"] });
    expect(await (await api.request("/v1/fields", { headers })).json()).toMatchObject({
      fields: [
        { field: "bio", users: 3, rule: "blank", trial: "cleared" },
        { field: "nickname", users: 3, rule: "blank", trial: null, triedAt: null },
      ],
    });
    expect((await swept(harness)).progress).toMatchObject({ scrubbed: 3, inPart: 0 });
  });

  test("is tried anew where somebody wrote into the database what came of it", async () => {
    const harness = await appHarness(on, { people: people(3, { nickname: "n" }) });
    await harness.sandbox.setFaults([{ kind: "refuse-field", field: "nickname" }]);
    harness.startWorkers();
    await swept(harness);
    await harness.app.ledger.db.execute(
      sql`update scrubjay.user_fields set trial_at = trial_at + interval '1 hour' where app_id = ${harness.app.appId}`,
    );
    await harness.sandbox.setFaults([]);
    expect((await swept(harness)).progress).toMatchObject({ scrubbed: 3, inPart: 0 });
    expect(await inventory(harness)).toEqual([{ name: "nickname", users: 3, trial: "cleared" }]);
  });

  test("is tried again by whoever takes the job up after a worker died between trial and note", async () => {
    const harness = await appHarness(on, { people: people(120, { nickname: "n" }) });
    const { userFields } = harness.context;
    const note = userFields.note.bind(userFields);
    let deaths = 0;
    userFields.note = async (trial) => {
      if (++deaths <= 2) throw new Error("died");
      return note(trial);
    };
    harness.startWorkers();
    const { progress } = await swept(harness);
    expect(progress).toMatchObject({ scrubbed: 120, inPart: 0, failed: 0 });
    expect(deaths).toBeGreaterThan(2);
    expect(await inventory(harness)).toEqual([{ name: "nickname", users: 120, trial: "cleared" }]);
    await expectAuditEqualsJournal(harness);
  });

  test("isn't tried on somebody who came under a legal hold just before", async () => {
    let held: Promise<unknown> | undefined;
    const harness: AppHarness = await appHarness(on, {
      people: [testUser("kim", { nickname: "k" })],
      hooks: {
        // The known fields are edited, then the hold is placed, then it would be the trial's turn.
        after: async ({ method }) => {
          if (method === "PUT") await (held ??= placeHold(harness, "kim"));
        },
      },
    });
    harness.startWorkers();
    await swept(harness);
    expect(await harness.outcomes("kim")).toEqual(["excluded hold_17_3_e"]);
    expect((await harness.sandbox.users()).get("kim")).toMatchObject({ name: "[DELETED]", nickname: "k" });
    const [entry] = await harness.entries();
    expect(entry).toMatchObject({ fields: ["name", "email"], remaining: ["nickname"] });
    expect(await trialsSent(harness)).toBe(0);
  });

  test("of whoever is parked for another reason is blanked by the retry", async () => {
    const harness = await appHarness(on, { people: [testUser("kim", { nickname: "k" }), ...people(3)] });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "kim" }]);
    harness.startWorkers();
    const { run, progress } = await swept(harness);
    expect(progress).toMatchObject({ failed: 1, scrubbed: 3 });
    await harness.sandbox.setFaults([]);
    await harness.app.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 });
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await harness.app.batches.progress(run)).toMatchObject({ failed: 0, scrubbed: 4 });
    expect((await harness.sandbox.users()).get("kim")).toMatchObject({ nickname: null });
    await expectAuditEqualsJournal(harness);
  });

  test("under a policy of version 1 is only named", async () => {
    const limits = "limits: { maxUsers: 1000, maxShare: 100% }";
    const { policy } = parsePolicy(`version: 1\nselect: { all: true }\n${limits}\n`, "test");
    const harness = await appHarness(on, { people: people(3, { nickname: "n" }) });
    harness.startWorkers();
    expect((await swept(harness, policy)).progress).toMatchObject({ inPart: 3, failed: 0 });
    expect(await trialsSent(harness)).toBe(0);
    expect(await inventory(harness)).toEqual([{ name: "nickname", users: 3, trial: null }]);
  });

  test("ends a request as partly retained, with a code of its own", async () => {
    const harness = await appHarness(on, { people: [testUser("kim", { nickname: "k" }), testUser("ann")] });
    await harness.sandbox.setFaults([{ kind: "keep-field", field: "nickname" }]);
    harness.startWorkers();
    const id = await submitRequest(harness, { userIds: ["kim", "ann"] });
    await reach(harness, id, "partly_retained");
    expect(await harness.context.requests.get(id)).toMatchObject({ code: "UNKNOWN_FIELDS_STAY" });
    const subject = harness.app.pseudonyms.subject("kim");
    const { subjects } = await harness.context.requests.details(id);
    expect(subjects.find((one) => one.subject === subject)).toMatchObject({
      ...{ outcome: "scrubbed_in_part", state: "settled", remaining: ["nickname"], sealed: null },
    });
    expect(await harness.app.suppression.of(subject)).toMatchObject({ found: true, onDemand: true });
  });

  test("is a comeback where it can be cleared, and none by itself where it stays", async () => {
    const harness = await appHarness(on, {
      people: [testUser("kim", { nickname: "k", bio: "b" }), testUser("ann", { nickname: "a" })],
    });
    await harness.sandbox.setFaults([{ kind: "refuse-field", field: "bio" }]);
    harness.startWorkers();
    await swept(harness);
    const blank = { name: "[DELETED]", email: null };
    await harness.sandbox.addUsers([testUser("ann", { ...blank, nickname: "again", motto: "new" })]);
    const order = { mode: "watch", onComeback: "scrub", autoApply: true, by: "cli" } as const;
    const id = await startWatch(order, harness.context);
    await until("the watch is done", async () => (await harness.app.watches.get(id)).state === "done");
    const found = await harness.app.watches.comebacks({ limit: 10, watchId: id });
    expect(found).toMatchObject([
      { subject: harness.app.pseudonyms.subject("ann"), fields: ["nickname"], status: "scrubbed" },
    ]);
    expect((await harness.sandbox.users()).get("ann")).toMatchObject({ nickname: null, motto: null });
    expect((await inventory(harness)).map(({ name, trial }) => `${name} ${trial}`)).toEqual([
      "bio refused",
      "nickname cleared",
      "motto cleared",
    ]);
  });

  test("is one of two hundred names at most: an answer with IDs for names fills no table", async () => {
    const flood = Array.from({ length: 260 }, (_, i) => testUser(`user ${i}`, { [`f${word(i)}`]: "x" }));
    const harness = await appHarness(on, { people: flood });
    harness.startWorkers();
    const { run, progress } = await swept(harness);
    const { tally } = await harness.app.runs.get(run);
    expect(Object.keys(tally.unknown ?? {})).toHaveLength(MOST_FIELD_NAMES);
    expect(tally.unknownOthers).toBe(260 - MOST_FIELD_NAMES);
    expect(progress).toMatchObject({ scrubbed: MOST_FIELD_NAMES, inPart: 60, failed: 0 });
    expect(await inventory(harness)).toHaveLength(MOST_FIELD_NAMES);
  });
});

const word = (n: number): string => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");
