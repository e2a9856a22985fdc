import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Certificate2 } from "../../src/audit/certificate-formats.js";
import { issueForRequest, issueForUser, type IssuedForRequest } from "../../src/certificates/issue.js";
import { issuerRecord } from "../../src/sealing/issuer.js";
import { restartLog } from "../../src/service/log/restart.js";
import { lookAt } from "../../src/service/person/look-at.js";
import { startWatch } from "../../src/service/watch/start.js";
import type { TalkJS } from "../../src/talkjs/client.js";
import { everybody } from "../jobs/app-harness.js";
import { person } from "../jobs/requests-by-test.js";
import { coded } from "../support/coded.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { certificateHarness, fileBytes, type CertificateHarness } from "./certificate-harness.js";
import { verdictsOn } from "./verdicts.js";

async function watched({ harness }: CertificateHarness, onComeback: "report" | "scrub"): Promise<void> {
  const order = { mode: "watch", onComeback, autoApply: true, by: "cli" } as const;
  const id = await startWatch(order, harness.context);
  await until("the watch is done", async () => (await harness.app.watches.get(id)).state === "done");
}

/** The one certificate of a request, which both verifiers take. */
async function onlyOf(
  issued: IssuedForRequest,
  at: CertificateHarness,
  userId = "ada",
): Promise<Certificate2> {
  const [only] = issued.certificates;
  if (!only) throw new Error("there is no certificate");
  await valid(only.certificate, at, userId);
  return only.certificate;
}

async function valid(certificate: Certificate2, at: CertificateHarness, userId = "ada"): Promise<void> {
  expect(verdictsOn(fileBytes(certificate), await at.vkey(), userId)).toMatchObject({ isValid: true });
}

const runOfRequest = async ({ harness }: CertificateHarness, id: string): Promise<number> => {
  const { subjects } = await harness.context.requests.details(id);
  return subjects[0]?.runId ?? 0;
};

describePostgres("what happens after an erasure", (on) => {
  test("data that was seen again and erased again stands in the certificate, sealed", async () => {
    const at = await certificateHarness(on, { people: [person("ada")] });
    const id = await at.erase(["ada"]);
    expect((await onlyOf(await issueForRequest(id, at.issuing), at)).comebacks).toEqual([]);
    await at.harness.sandbox.edit("ada", { email: ["ada@example.com"] });
    await watched(at, "scrub");
    const { comebacks } = await onlyOf(await issueForRequest(id, at.issuing), at);
    expect(comebacks).toMatchObject([
      { fields: ["email"], erasedAgain: { runId: expect.any(Number) as number } },
    ]);
    await at.harness.sandbox.edit("ada", { phone: ["+15550100"] });
    await watched(at, "scrub");
    const twice = await onlyOf(await issueForRequest(id, at.issuing), at);
    expect(twice.comebacks.map(({ fields }) => fields)).toEqual([["email"], ["phone"]]);
  });

  test("there is none while it is there, and with a look one that says when it was gone", async () => {
    const at = await certificateHarness(on, { people: [person("ada")] });
    const id = await at.erase(["ada"]);
    const run = await runOfRequest(at, id);
    await at.harness.sandbox.edit("ada", { email: ["ada@example.com"] });
    await watched(at, "report");
    const pseudonym = at.harness.app.inEvidence("ada");
    expect(await issueForRequest(id, at.issuing)).toMatchObject({
      certificates: [],
      without: [{ pseudonym, reason: "came_back" }],
    });
    await expect(issueForUser(run, "ada", at.issuing)).rejects.toThrow(coded("CERTIFICATE_CAME_BACK"));
    await expect(lookAt(run, "ada", at.harness.context)).rejects.toThrow(coded("CERTIFICATE_NOT_BLANK"));
    await expect(lookAt(run, "ada", at.harness.context)).rejects.toThrow("email");

    await at.harness.sandbox.edit("ada", { email: null });
    const look = await lookAt(run, "ada", at.harness.context);
    const { certificate } = await issueForUser(run, "ada", at.issuing, look);
    expect(certificate).toMatchObject({
      comebacks: [{ fields: ["email"], erasedAgain: null }],
      look: { at: look.at.toISOString() },
    });
    await valid(certificate, at);
  });

  test("whom only a plan saw blank is certified by a look that is sealed, and not by one that found something", async () => {
    const id = "+15550100199";
    const at = await certificateHarness(on, { people: [{ id, name: "[DELETED]", createdAt: 1 }] });
    const run = await at.harness.plan({ policy: everybody(), autoApply: true });
    await at.harness.reach(run, "done");
    await expect(issueForUser(run, id, at.issuing)).rejects.toThrow(coded("CERTIFICATE_SEEN_BY_PLAN"));
    const look = await lookAt(run, id, at.harness.context);
    const { certificate } = await issueForUser(run, id, at.issuing, look);
    expect(certificate).toMatchObject({
      subject: { idLooksLike: "phone" },
      verification: { method: "plan" },
      look: { at: look.at.toISOString() },
    });
    await valid(certificate, at, id);
    await at.harness.sandbox.edit(id, { custom: { city: "Utrecht" } });
    await expect(lookAt(run, id, at.harness.context)).rejects.toThrow(coded("CERTIFICATE_NOT_BLANK"));
    const nobody = { lane: () => ({ user: () => ({ get: async () => null }) }) } as unknown as TalkJS;
    const blind = { ...at.harness.context, talkjs: nobody };
    await expect(lookAt(run, id, blind)).rejects.toThrow(coded("CERTIFICATE_NOBODY_SEEN"));
    const looks = await at.harness.app.actions.of("person.looked_at", at.harness.app.inEvidence(id));
    expect(looks.map(({ detail }) => detail?.["remaining"])).toEqual([[], ["custom"]]);
  });

  test("who stands for it is sealed when it changes, and printed as it is when a certificate is issued", async () => {
    const at = await certificateHarness(on, { people: [person("ada")] });
    const id = await at.erase(["ada"]);
    expect((await onlyOf(await issueForRequest(id, at.issuing), at)).issuer).toBeNull();
    const nobody = { controller: null, contact: null, responsible: null, keyUrl: null };
    const named = (issuer: object) => ({
      ...at.issuing,
      log: { ...at.issuing.log, issuer: { ...nobody, ...issuer } },
    });
    const first = named({ controller: "Example Ltd" });
    await issuerRecord(first.log);
    expect((await onlyOf(await issueForRequest(id, first), at)).issuer).toEqual({
      ...{ ...nobody, controller: "Example Ltd" },
    });
    const second = named({ controller: "Example Ltd", responsible: "A. Smith, officer" });
    expect((await onlyOf(await issueForRequest(id, second), at)).issuer).toMatchObject({
      responsible: "A. Smith, officer",
    });
    await issueForRequest(id, second);
    expect(await at.harness.app.actions.of("log.issuer", at.harness.app.appId)).toHaveLength(2);
  });

  test("a log that was closed issues nothing any more; what it issued holds, and so does who stands for the next", async () => {
    const at = await certificateHarness(on, { people: [person("ada"), person("bob")] });
    const log = { ...at.issuing.log, issuer: { ...at.issuing.log.issuer, controller: "Example Ltd" } };
    const issuing = { ...at.issuing, log };
    const id = await at.erase(["ada"]);
    const before = await onlyOf(await issueForRequest(id, issuing), at);
    const key = await at.vkey();
    const { db } = at.harness.app.ledger;
    await db.execute(sql`alter table scrubjay.audit_actions disable trigger all`);
    await db.execute(
      sql`delete from scrubjay.audit_actions where action = 'certificate.issued' and app_id = ${at.harness.app.appId}`,
    );
    await db.execute(sql`alter table scrubjay.audit_actions enable trigger all`);
    await restartLog("Entries were lost", at.harness.app.log);
    await expect(issueForRequest(id, issuing)).rejects.toThrow(coded("CERTIFICATE_LOG_CLOSED"));
    expect(verdictsOn(fileBytes(before), key, "ada").isValid).toBe(true);
    const next = await at.erase(["bob"]);
    const after = await onlyOf(await issueForRequest(next, issuing), at, "bob");
    expect(after.issuer).toMatchObject({ controller: "Example Ltd" });
  });

  test("a run reads and edits nobody at another address than it was made for", async () => {
    const at = await certificateHarness(on, { people: [person("ada")] });
    const run = await at.harness.plan({ policy: everybody() });
    await at.harness.reach(run, "planned");
    const elsewhere = { ...at.harness.context, apiOrigin: "https://api.talkjs.com" };
    await expect(lookAt(run, "ada", elsewhere)).rejects.toThrow(coded("API_OTHER"));
  });
});
