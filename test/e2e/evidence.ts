import { expect } from "vitest";
import { Pseudonyms } from "../../src/audit/pseudonyms.js";
import { Epoch } from "../../src/keys/epoch.js";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { planErasure } from "../../src/policy/erasure.js";
import type { Policy } from "../../src/policy/policy.js";
import type { User } from "../../src/talkjs/user.js";
import type { TestSandbox } from "../support/sandbox.js";

export const APP_ID = "sandboxApp";
export const KEY = Buffer.alloc(32, 7);
const EVIDENCE_KEY = Buffer.alloc(32, 8);
/** All keys that processes on a database of their own must share. */
export const KEYS = {
  SCRUBJAY_PSEUDONYM_KEY: KEY.toString("base64"),
  SCRUBJAY_SIGNING_KEY: Buffer.alloc(32, 9).toString("base64"),
  SCRUBJAY_EVIDENCE_KEYS: `1=${EVIDENCE_KEY.toString("base64")}`,
};
export const pseudonyms = new Pseudonyms(KEY, APP_ID);
/** Who people are in audit entries. */
export const inEvidence = new Epoch(1, EVIDENCE_KEY, APP_ID);

export const parseNdjson = <T>(text: string): T[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);

/** What the journal says about each user: the fields that really changed, however many edits it took. */
export async function changedFields(
  sandbox: TestSandbox,
): Promise<Map<string, { fields: string[]; edits: number }>> {
  const changed = new Map<string, { fields: string[]; edits: number }>();
  for (const { user, fields } of await sandbox.journal()) {
    const subject = inEvidence.subject(user);
    const before = changed.get(subject) ?? { fields: [], edits: 0 };
    changed.set(subject, { fields: [...before.fields, ...fields].sort(), edits: before.edits + 1 });
  }
  return changed;
}

/** The audit's scrubbed users with the fields of each. */
export function scrubbedFields(entries: AuditEntry[]): Map<string, string[]> {
  const scrubbed = entries.filter(({ outcome }) => outcome === "scrubbed");
  const fields = new Map(scrubbed.map((entry) => [entry.subject, [...entry.fields].sort()]));
  expect(fields.size, "one scrubbed entry a user").toBe(scrubbed.length);
  return fields;
}

/** Audit entries = journal: the same users, the same fields, each once. */
export async function expectAuditEqualsJournal(entries: AuditEntry[], sandbox: TestSandbox): Promise<void> {
  const journal = await changedFields(sandbox);
  const audit = scrubbedFields(entries);
  expect(new Set(audit.keys())).toEqual(new Set(journal.keys()));
  for (const [subject, fields] of audit) expect(journal.get(subject)?.fields).toEqual(fields);
}

/** Every user blank as the policy says, and what it keeps byte for byte as before. */
export function expectBlankAndKept(
  before: Map<string, User>,
  after: Map<string, User>,
  policy: Policy,
): void {
  const codeOf = (id: string) => pseudonyms.nameCode(id);
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  for (const [id, now] of after) {
    const was = before.get(id);
    if (!was) throw new Error("a user nobody knew");
    expect(planErasure(now, policy, codeOf).fields).toEqual([]);
    const { fields } = planErasure(was, policy, codeOf);
    const untouched = Object.keys(was).filter((field) => !(fields as string[]).includes(field));
    const pick = (user: User) => JSON.stringify(untouched.map((field) => [field, user[field]]));
    expect(pick(now)).toBe(pick(was));
  }
}
