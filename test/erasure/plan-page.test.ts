import fc from "fast-check";
import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { planListed, planPage } from "../../src/erasure/plan-page.js";
import { planUser, type Draft } from "../../src/erasure/plan-user.js";
import { decryptUser } from "../../src/erasure/encrypted-user.js";
import { SubjectPolicy } from "../../src/erasure/subject-policy.js";
import { Epoch } from "../../src/keys/epoch.js";
import { emptyTally } from "../../src/ledger/runs/tally.js";
import type { PlannedRow } from "../../src/ledger/runs/worklist.js";
import { EVIDENCE_KEY } from "../support/test-keys.js";
import { policyOf, pseudonyms, cipher } from "./erasure-harness.js";
import { KnownFields } from "./known-trials.js";

const INTENTS = ["scrub", "already_blank", "not_found", "excluded", "failed"] as const;
const now = new Date();

/** A page of the list: how many users it has, and what is to become of those who are selected. */
const pageOf = (intents: readonly ("unselected" | Draft["intent"])[]) =>
  fc.array(fc.constantFrom(...intents), { minLength: 1, maxLength: 100, size: "max" }).map((drawn) => ({
    seen: drawn.length,
    intents: drawn.filter((intent) => intent !== "unselected"),
  }));

/** All pages of a list. In some lists hardly anybody is to be edited, so that rows fill the batches and not edits. */
const pagesOfList = fc
  .subarray(["unselected", ...INTENTS] as const, { minLength: 1 })
  .chain((intents) => fc.array(pageOf(intents), { maxLength: 60, size: "max" }));

function groupBy<K>(rows: PlannedRow[], keyOf: (row: PlannedRow) => K): Map<K, PlannedRow[]> {
  const groups = new Map<K, PlannedRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

let subjects = 0;
function draft(intent: Draft["intent"]): Draft {
  const isEdit = intent === "scrub";
  return {
    subject: `s${subjects++}`,
    evidence: null,
    salt: null,
    intent,
    reason: intent === "excluded" ? "role" : null,
    fields: isEdit ? ["name", "custom"] : [],
    customKeys: isEdit ? ["a", "b"] : [],
    remaining: [],
    clears: [],
    keyCount: isEdit ? 2 : 0,
    contactLike: isEdit && subjects % 3 === 0 ? "email" : null,
    sealed: isEdit ? "sealed" : null,
    readAt: now,
  };
}

test("batches never grow too large, a page is never split, and the tally adds up", () => {
  fc.assert(
    fc.property(pagesOfList, (pages) => {
      let tally = emptyTally();
      const rows: PlannedRow[] = [];
      pages.forEach(({ seen, intents }, listPage) => {
        const before = structuredClone(tally);
        const given = tally;
        const planned = planPage(tally, { listPage, seen, unknown: [] }, intents.map(draft), cipher);
        expect(given).toEqual(before);
        tally = planned.tally;
        rows.push(...planned.rows);
      });
      const of = (intent: string) =>
        pages.flatMap(({ intents }) => intents).filter((one) => one === intent).length;
      expect(tally).toMatchObject({
        scanned: pages.reduce((sum, { seen }) => sum + seen, 0),
        selected: rows.length,
        toScrub: of("scrub"),
        alreadyBlank: of("already_blank"),
        notFound: of("not_found"),
        failed: of("failed"),
        excluded: of("excluded") > 0 ? { role: of("excluded") } : {},
        fields: of("scrub") > 0 ? { name: of("scrub"), custom: of("scrub") } : {},
        customKeys: 2 * of("scrub"),
      });
      const batches = groupBy(rows, ({ batch }) => batch);
      for (const inBatch of batches.values()) {
        expect(inBatch.length).toBeLessThanOrEqual(1_000);
        expect(inBatch.filter(({ intent }) => intent === "scrub").length).toBeLessThanOrEqual(100);
      }
      for (const onPage of groupBy(rows, ({ listPage }) => listPage).values()) {
        expect(new Set(onPage.map(({ batch }) => batch)).size).toBe(1);
      }
      expect([...batches.keys()]).toEqual([...batches.keys()].map((_, i) => i));
      const edited = rows.filter(({ intent }) => intent === "scrub");
      expect(tally.edits).toBe(new Set(edited.map(({ batch }) => batch)).size);
      expect(tally.reads).toBe(new Set(edited.map(({ listPage }) => listPage)).size);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test("full pages are a batch each, thin ones share one", () => {
  const plan = (edits: number, tally = emptyTally()) =>
    planPage(
      tally,
      { listPage: 0, seen: 100, unknown: [] },
      Array.from({ length: edits }, () => draft("scrub")),
      cipher,
    ).tally;
  expect(plan(100, plan(100))).toMatchObject({ batch: 1, edits: 2, reads: 2 });
  expect(plan(50, plan(50))).toMatchObject({ batch: 0, edits: 1, reads: 2 });
  expect(plan(51, plan(50))).toMatchObject({ batch: 1, edits: 2, reads: 2 });
});

test("listed users keep their batch, and each costs a read", () => {
  const drafts = INTENTS.map(draft);
  const { tally, rows } = planListed(emptyTally(), { batch: 7, seen: 6, unknown: [] }, drafts, cipher);
  expect(tally).toMatchObject({ scanned: 6, selected: 5, toScrub: 1, reads: 1, edits: 1 });
  for (const row of rows) expect(row).toMatchObject({ batch: 7, listPage: null });
});

test("the plan for a user names the exclusion, or encrypts the ID and the edit for that user alone", () => {
  const yaml = "exclude: { ids: [held], legalHold: { customKey: hold } }";
  const policy = new SubjectPolicy(SubjectPolicy.disguise(policyOf(yaml), pseudonyms), pseudonyms);
  const epoch = new Epoch(1, EVIDENCE_KEY, "sandboxApp");
  const trials = new KnownFields().open();
  const plan = (id: string, fields = {}, keepsId = false) => {
    const user = { id, name: "Ann", email: ["a"], createdAt: 1, ...fields };
    const context = { now, online: new Set<string>(), holds: new Map(), epoch, unclear: new Set<never>() };
    return planUser(user, pseudonyms.subject(id), { policy, trials, cipher, ...context, keepsId });
  };
  expect(plan("held")).toMatchObject({ intent: "excluded", reason: "id", sealed: null, fields: [] });
  expect(plan("ann", { custom: { hold: "" } })).toMatchObject({ intent: "excluded", reason: "legal_hold" });
  expect(plan("ann", { name: "[DELETED]", email: null })).toMatchObject({
    intent: "already_blank",
    sealed: null,
  });
  // Of a list, so that they are read again when the plan is applied.
  const blank = plan("ann", { name: "[DELETED]", email: null }, true);
  expect(blank).toMatchObject({ intent: "already_blank", fields: [] });
  expect(decryptUser(cipher, blank.subject, blank.sealed ?? "")).toEqual({ id: "ann", edit: {} });
  const scrubbed = plan("ann@example.com", { custom: { k: "v" } });
  expect(scrubbed).toMatchObject({ intent: "scrub", contactLike: "email", keyCount: 1 });
  expect(scrubbed.customKeys).toEqual([pseudonyms.customKey("k")]);
  const { subject, sealed, ...shown } = scrubbed;
  expect(JSON.stringify({ ...shown, subject })).not.toMatch(/ann@|"k"/);
  const edit = { name: "[DELETED]", email: null, custom: null };
  expect(decryptUser(cipher, subject, sealed ?? "")).toEqual({ id: "ann@example.com", edit });
  expect(() => decryptUser(cipher, pseudonyms.subject("bob"), sealed ?? "")).toThrow(coded("SEAL_BROKEN"));
});
