import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { coded } from "../support/coded.js";
import { approve } from "../../src/service/run/approval.js";
import { cancelRequest } from "../../src/service/request/cancel.js";
import { retryRequest } from "../../src/service/request/retry.js";
import { issueForRequest, issueForUser } from "../../src/certificates/issue.js";
import { destroyEpoch } from "../../src/service/epoch/destroy.js";
import { Keyring } from "../../src/keys/keyring.js";
import { rotateEpoch } from "../../src/service/epoch/rotate.js";
import { VERSION } from "../../src/version.js";
import { ACTOR, person, reach, runOf } from "../jobs/requests-by-test.js";
import { everybody, policy } from "../jobs/app-harness.js";
import { forgetKeys } from "../keys/app-with-keys.js";
import { EVIDENCE_KEY, describePostgres, newRun, SIGNING_SEED, type App } from "../support/ledger.js";
import { certified, fileBytes, certificateHarness, type CertificateHarness } from "./certificate-harness.js";
import { verdictsOn } from "./verdicts.js";

const KEEPING = policy(`
select: { all: true }
exclude: { roles: [admin] }
scrub: { locale: keep, custom: { blankAllBut: [plan] } }
grounds: { custom: the contract runs on }
`);

describePostgres("certificates", (on) => {
  beforeEach(() => forgetKeys(on));

  const refusal = async (issuing: Promise<unknown>) => {
    const { code } = await issuing.then(
      () => ({ code: "none" }),
      (error: unknown) => error as { code: string },
    );
    return code;
  };

  describe("of a request", () => {
    test("say for each person what was erased, who asked, and what remains", async () => {
      const { certificates, requestId, harness, vkey } = await certified(on, ["ada", "bob"], KEEPING);
      const { request, subjects } = await harness.context.requests.details(requestId);
      const log = await harness.app.logs.find();
      for (const [i, id] of ["ada", "bob"].entries()) {
        const certificate = certificates[i];
        expect(certificate).toMatchObject({
          format: "scrubjay/certificate@2",
          api: { rehearsal: true },
          issuer: null,
          scope: ["profile"],
          comebacks: [],
          look: null,
          // Since then the log has recorded that both were issued.
          log: { origin: log?.origin, size: (log?.size ?? 0) - 2 },
          subject: {
            ...{ appId: harness.app.appId, epoch: 1, pseudonym: harness.app.inEvidence(id) },
            idLooksLike: "nothing",
          },
          erasure: {
            runId: subjects[0]?.runId,
            kind: "erasure",
            round: 1,
            outcome: "scrubbed",
            method: "overwrite",
            fields: ["name", "email", "phone"],
            customKeys: null,
            attempts: 1,
            toolVersion: VERSION,
          },
          verification: { method: expect.stringMatching(/^(list_page|user)$/) as string },
          run: { createdBy: "desk", approvedBy: "desk", automatic: true },
          request: {
            id: requestId,
            regulation: "gdpr",
            protocol: "v1",
            createdBy: "desk",
            receivedAt: request.receivedAt.toISOString(),
            deadline: request.deadline.toISOString(),
            state: "partly_retained",
          },
          remains: [
            { what: "the user ID" },
            { what: "the user's messages, files and reactions, and what others wrote" },
            { what: "the user's conversations: who took part, subjects, photos and custom fields" },
            { what: "the files that photo addresses led to" },
            { what: "e-mails and notifications that TalkJS has sent" },
            { what: "drafts" },
            { what: "sessions that were open" },
            { what: "backups and logs of TalkJS" },
            { what: "locale", why: "the policy gives no ground" },
            { what: "role", why: "the policy gives no ground" },
            { what: "custom (1 key named in the policy)", why: "the contract runs on" },
          ],
        });
        expect(verdictsOn(fileBytes(certificate!), await vkey(), id).isValid).toBe(true);
      }
    });

    test("are none for whom the policy leaves alone or TalkJS doesn't know, and say why", async () => {
      const at = await certificateHarness(on, {
        people: [person("ada"), { ...person("boss"), role: "admin" }],
      });
      const id = await at.erase(["ada", "boss", "nobody"], { policy: KEEPING, until: "partly_retained" });
      await at.seal();
      const { certificates, without } = await issueForRequest(id, at.issuing);
      expect(certificates.map(({ certificate }) => certificate.subject.pseudonym)).toEqual([
        at.harness.app.inEvidence("ada"),
      ]);
      expect(certificates[0]?.certificate.request?.state).toBe("partly_retained");
      const ofBoss = { pseudonym: at.harness.app.inEvidence("boss"), reason: "excluded", ground: "role" };
      const ofNobody = { pseudonym: at.harness.app.inEvidence("nobody"), reason: "not_found", ground: null };
      expect(without).toHaveLength(2);
      expect(without).toEqual(expect.arrayContaining([ofBoss, ofNobody]));
      expect(await refusalsOf(at, id, ["boss", "nobody"])).toEqual(Array(2).fill("CERTIFICATE_NOT_VERIFIED"));
    });

    test("are none before it has ended, and none for what failed; after a retry there is one for what was done", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      await at.harness.sandbox.setFaults([{ kind: "poison", userId: "ada" }]);
      const id = await at.erase(["ada"], { until: "failed" });
      await at.seal();
      expect(await refusal(issueForRequest(id, at.issuing))).toBe("CERTIFICATE_TOO_EARLY");
      const failed = await runOf(at.harness, id);
      expect(await refusal(issueForUser(failed, "ada", at.issuing))).toBe("CERTIFICATE_NOT_VERIFIED");

      await at.harness.sandbox.setFaults([]);
      await retryRequest(id, ACTOR, at.harness.context);
      await reach(at.harness, id, "completed");
      await at.seal();
      const { certificates, without } = await issueForRequest(id, at.issuing);
      expect(without).toEqual([]);
      expect(certificates[0]?.certificate.erasure.runId).toBeGreaterThan(failed);
      expect(verdictsOn(fileBytes(certificates[0]!.certificate), await at.vkey(), "ada").isValid).toBe(true);
      expect(await refusal(issueForUser(failed, "ada", at.issuing))).toBe("CERTIFICATE_NOT_VERIFIED");
    });

    test("are none where it was given up, was about nobody, or isn't known", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      await at.harness.sandbox.setFaults([{ kind: "poison", userId: "ada" }]);
      const id = await at.erase(["ada"], { until: "failed" });
      await cancelRequest(id, ACTOR, at.harness.context);
      expect(await refusal(issueForRequest(id, at.issuing))).toBe("CERTIFICATE_CANCELLED");
      const nobody = await at.erase(["nobody"], { until: "not_found" });
      await at.seal();
      expect(await issueForRequest(nobody, at.issuing)).toMatchObject({
        certificates: [],
        without: [{ reason: "not_found" }],
      });
      expect(await refusal(issueForRequest("00000000-0000-4000-8000-000000000000", at.issuing))).toBe(
        "REQUEST_NOT_FOUND",
      );
    });

    on.both("are none of a request from before such were recorded", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      const id = await at.erase(["ada"]);
      const { db } = at.harness.app.ledger;
      await db.execute(sql`alter table scrubjay.audit_actions disable trigger all`);
      await db.execute(sql`delete from scrubjay.audit_actions where action = 'request.received'`);
      await db.execute(sql`alter table scrubjay.audit_actions enable trigger all`);
      expect(await refusal(issueForRequest(id, at.issuing))).toBe("CERTIFICATE_UNRECORDED");
    });

    test("for somebody who was blank already say that nothing had to be done", async () => {
      const at = await certified(on, ["ada"]);
      const again = await at.erase(["ada"]);
      await at.seal();
      const { certificates } = await issueForRequest(again, at.issuing);
      expect(certificates[0]?.certificate.erasure).toMatchObject({
        outcome: "already_blank",
        method: "none needed",
        fields: [],
      });
      expect(verdictsOn(fileBytes(certificates[0]!.certificate), await at.vkey(), "ada").isValid).toBe(true);
    });
  });

  async function refusalsOf(at: CertificateHarness, id: string, userIds: string[]): Promise<string[]> {
    const run = await runOf(at.harness, id);
    return Promise.all(userIds.map((userId) => refusal(issueForUser(run, userId, at.issuing))));
  }

  describe("of one user", () => {
    test("say nothing of a request, even where there was one", async () => {
      const { certificates, issuing, vkey } = await certified(on);
      const { certificate } = await issueForUser(certificates[0]!.erasure.runId, "ada", issuing);
      expect(certificate.request).toBeNull();
      expect(certificate.erasure).toEqual(certificates[0]?.erasure);
      expect(certificate.evidence).toHaveLength(3);
      expect(verdictsOn(fileBytes(certificate), await vkey(), "ada").isValid).toBe(true);
    });

    test("aren't given for what only a plan saw, nor to anybody of a request", async () => {
      const at = await certificateHarness(on, { people: [{ id: "ada", name: "[DELETED]", createdAt: 1 }] });
      const run = await at.harness.plan({ policy: everybody(), autoApply: true });
      await at.harness.reach(run, "done");
      await at.seal();
      expect(await refusal(issueForUser(run, "ada", at.issuing))).toBe("CERTIFICATE_SEEN_BY_PLAN");
      const id = await at.erase(["ada"]);
      await at.seal();
      const { certificates } = await issueForRequest(id, at.issuing);
      expect(certificates[0]?.certificate).toMatchObject({
        erasure: { outcome: "already_blank" },
        verification: { method: "user" },
      });
    });

    test("show who approved a sweep: a person, or whoever let it approve itself", async () => {
      const at = await certificateHarness(on, { users: 150, people: [person("ada")] });
      const planned = await at.harness.plan({ policy: everybody(), by: "nightly" });
      await at.harness.reach(planned, "planned");
      await approve(planned, "privacy-office", at.harness.context);
      await at.harness.reach(planned, "done");
      await at.harness.sandbox.edit("ada", { email: ["ada@example.com"] });
      const automatic = await at.harness.plan({ policy: everybody(), autoApply: true, by: "nightly" });
      await at.harness.reach(automatic, "done");
      await at.seal();
      const [by, itself] = await Promise.all(
        [planned, automatic].map(async (run) => (await issueForUser(run, "ada", at.issuing)).certificate),
      );
      expect(by).toMatchObject({
        erasure: { kind: "sweep", outcome: "scrubbed" },
        run: { createdBy: "nightly", approvedBy: "privacy-office", automatic: false },
        verification: { method: "list_page" },
      });
      expect(itself).toMatchObject({
        erasure: { kind: "sweep", outcome: "scrubbed", fields: ["email"] },
        run: { createdBy: "nightly", approvedBy: "nightly", automatic: true },
      });
      for (const certificate of [by!, itself!])
        expect(verdictsOn(fileBytes(certificate), await at.vkey(), "ada").isValid).toBe(true);
    });

    test("are none for whom the run did nothing, or of a run that isn't there", async () => {
      const { certificates, issuing } = await certified(on);
      const run = certificates[0]!.erasure.runId;
      expect(await refusal(issueForUser(run, "eve", issuing))).toBe("CERTIFICATE_NO_ENTRY");
      expect(await refusal(issueForUser(run + 100_000, "ada", issuing))).toBe("RUN_NOT_FOUND");
    });

    test("are none of what was recorded before salts were kept", async () => {
      const { harness, issuing } = await certified(on);
      const run = await newRun(harness.app, { epoch: 0, kind: "erasure" });
      await recordScrub(harness.app, run, "ada");
      expect(await refusal(issueForUser(run, "ada", issuing))).toBe("CERTIFICATE_UNSALTED");
    });
  });

  async function recordScrub({ ledger, appId, pseudonyms }: App, run: number, userId: string) {
    await ledger.db.execute(
      sql`insert into scrubjay.audit_entries (app_id, run_id, kind, epoch, subject, outcome, fields, remaining,
                                              policy_digest, attempts, round, tool_version)
          values (${appId}, ${run}, 'erasure', 0, ${pseudonyms.subject(userId)}, 'scrubbed', '{}', '{}', 'sha256:0',
                  1, 1, '0.0.0')`,
    );
  }

  describe("and the log", () => {
    test("wait until all that they rest on is sealed, and seal it where this process can", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      const id = await at.erase(["ada"]);
      expect(await refusal(issueForRequest(id, at.unsealed))).toBe("CERTIFICATE_NOT_SEALED");
      let times = 0;
      const seal = async () => {
        times += 1;
        await at.seal();
      };
      const { certificates } = await issueForRequest(id, { ...at.issuing, seal });
      expect(certificates).toHaveLength(1);
      // What it rests on, and that it was issued.
      expect(times).toBe(2);
    });

    test("wait for the process that seals, where this one doesn't", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      const id = await at.erase(["ada"]);
      const sealing = setInterval(() => void at.seal(), 50);
      onTestFinished(() => clearInterval(sealing));
      const { certificates } = await issueForRequest(id, { ...at.unsealed, patience: 60_000 });
      expect(verdictsOn(fileBytes(certificates[0]!.certificate), await at.vkey(), "ada").isValid).toBe(true);
    });

    test("that ends before the request does gives none yet", async () => {
      const at = await certificateHarness(on, { people: [person("ada")] });
      await at.harness.sandbox.setFaults([{ kind: "poison", userId: "ada" }]);
      const id = await at.erase(["ada"], { until: "failed" });
      await at.seal();
      await at.harness.sandbox.setFaults([]);
      await retryRequest(id, ACTOR, at.harness.context);
      await reach(at.harness, id, "completed");
      expect(await refusal(issueForRequest(id, at.unsealed))).toBe("CERTIFICATE_NOT_SEALED");
    });

    test("are all against its newest checkpoint, and say the same each time", async () => {
      const at = await certified(on);
      await at.harness.app.actions.add(ACTOR, { action: "sessions.end", result: "allowed" });
      await at.seal();
      const { certificates } = await issueForRequest(at.requestId, at.issuing);
      const [before, after] = [at.certificates[0]!, certificates[0]!.certificate];
      expect(after.log.size).toBe(before.log.size + 2);
      const { issuedAt, log, evidence, signature, issue, ...same } = before;
      expect(after.issue).not.toEqual(issue);
      expect(after).toMatchObject(same);
      expect(after.evidence.map(({ leaf }) => leaf)).toEqual(evidence.map(({ leaf }) => leaf));
      expect([issuedAt, log, signature]).not.toContainEqual(after.signature);
    });

    on.both("give none when an entry was changed behind its back", async () => {
      const at = await certified(on);
      const { db } = at.harness.app.ledger;
      const tampered = async (change: string) => {
        await db.execute(sql`alter table scrubjay.audit_entries disable trigger all`);
        await db.execute(
          sql.raw(`update scrubjay.audit_entries set ${change} where app_id = '${at.harness.app.appId}'`),
        );
        await db.execute(sql`alter table scrubjay.audit_entries enable trigger all`);
      };
      await tampered("fields = array_append(fields, 'role')");
      expect(await refusal(issueForRequest(at.requestId, at.issuing))).toBe("CERTIFICATE_EVIDENCE_BROKEN");
      await tampered("fields = array_remove(fields, 'role')");
      expect(await refusal(issueForRequest(at.requestId, at.issuing))).toBe("none");
      await tampered("verification = null, verified_at = null");
      expect(await refusal(issueForRequest(at.requestId, at.issuing))).toBe("CERTIFICATE_EVIDENCE_BROKEN");
    });
  });

  describe("and the key of an epoch", () => {
    test("end with it: what was handed out holds, nothing new is issued, and the reason is told", async () => {
      const at = await certified(on, ["ada"]);
      const run = at.certificates[0]!.erasure.runId;
      const withNext = { ...at.issuing, keyring: await ringOf(at.harness.app, 2) };
      const keys = { ...at.harness.app, keyring: withNext.keyring };
      await rotateEpoch({ name: "cli" }, keys);
      await destroyEpoch({ epoch: 1, early: true, retention: "3 years" }, { name: "cli" }, keys);
      await expect(issueForUser(run, "ada", withNext)).rejects.toThrow(coded("EVIDENCE_KEY_DESTROYED"));
      // What leads to the person goes with the key, and the request with it.
      expect(await refusal(issueForRequest(at.requestId, withNext))).toBe("REQUEST_NOT_FOUND");
      expect(verdictsOn(fileBytes(at.certificates[0]!), await at.vkey(), "ada").isValid).toBe(true);
    });

    test("are none for the people of a request whose part of the evidence was destroyed", async () => {
      const at = await certified(on, ["ada", "bob"]);
      await at.harness.app.ledger.db.execute(
        sql`update scrubjay.request_subjects set evidence = null, run_id = null, verified_at = null
            where request_id = ${at.requestId} and subject = ${at.harness.app.pseudonyms.subject("ada")}`,
      );
      const { certificates, without } = await issueForRequest(at.requestId, at.issuing);
      expect(certificates).toHaveLength(1);
      expect(without).toEqual([
        { pseudonym: at.harness.app.pseudonyms.subject("ada"), reason: "key_destroyed", ground: null },
      ]);
    });

    test("are none in a process that lacks it, which says so", async () => {
      const at = await certified(on, ["ada"]);
      const keyring = await ringOf(at.harness.app, 2, {});
      const { certificates, without } = await issueForRequest(at.requestId, { ...at.issuing, keyring });
      expect(certificates).toEqual([]);
      expect(without).toMatchObject([{ pseudonym: at.harness.app.inEvidence("ada"), reason: "key_missing" }]);
    });
  });

  /** The keys of another process of the app. */
  const ringOf = (app: App, next: number, first: Record<number, Buffer> = { 1: EVIDENCE_KEY }) =>
    Keyring.open({
      evidenceKeys: app.evidenceKeys,
      config: {
        dir: undefined,
        signing: SIGNING_SEED,
        evidence: new Map(
          Object.entries({ ...first, [next]: Buffer.alloc(32, 40 + next) }).map(([n, key]) => [
            Number(n),
            key,
          ]),
        ),
      },
      firstEpoch: app.pseudonyms,
      appId: app.appId,
      clock: () => new Date(),
    });
});
