import { randomUUID } from "node:crypto";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import type { Certificate2 } from "../../src/audit/certificate-formats.js";
import { certificateFile, type Certificate } from "../../src/audit/certificate.js";
import { issueForRequest } from "../../src/certificates/issue.js";
import type { IssuingContext } from "../../src/certificates/issuing-context.js";
import { keptOfPeople } from "../../src/policy/fields.js";
import { defaultPolicy, type Policy } from "../../src/policy/policy.js";
import { createRequest } from "../../src/service/request/create.js";
import { ACTOR, person, reach } from "../jobs/requests-by-test.js";
import { appHarness, type AppHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import type { TestLedger } from "../support/ledger.js";
import type { RequestState } from "../../src/model/request-lifecycle.js";

/** An app whose requests are worked on and certified. */
export interface CertificateHarness {
  harness: AppHarness;
  issuing: IssuingContext;
  /** Without a sealer of its own, and without patience: `seal` is called where a test says so. */
  unsealed: IssuingContext;
  seal: () => Promise<unknown>;
  /** Hands a request in, and waits for its end. @returns its ID. */
  erase: (userIds: string[], order?: { policy?: Policy; until?: RequestState }) => Promise<string>;
  /** The verifier key of the log. */
  vkey: () => Promise<string>;
}

export async function certificateHarness(
  on: TestLedger,
  options: AppHarnessOptions = {},
): Promise<CertificateHarness> {
  const harness = await appHarness(on, options);
  harness.startWorkers();
  const { app, context } = harness;
  return {
    harness,
    issuing: { ...app, seal: () => context.sealer.seal() },
    unsealed: { ...app, patience: 0 },
    seal: () => context.sealer.seal(),
    async erase(userIds, { policy = defaultPolicy, until = endUnder(policy) } = {}) {
      const id = randomUUID();
      const order = { regulation: "gdpr", reason: null, protocol: "v1", emails: [] } as const;
      const receivedAt = context.clock();
      await createRequest({ ...order, id, emails: [], userIds, receivedAt, policy }, ACTOR, context);
      await reach(harness, id, until);
      return id;
    },
    async vkey() {
      const found = await app.logs.find();
      if (!found) throw new Error("there is no log");
      return VerifierKey.parse(app.keyring.signing(found.origin).vkey).toString();
    },
  };
}

const endUnder = (policy: Policy) => (keptOfPeople(policy).length > 0 ? "partly_retained" : "completed");

/** People who were erased by one request, and their certificates in the same order. */
export async function certified(
  on: TestLedger,
  ids = ["ada"],
  policy?: Policy,
): Promise<CertificateHarness & { certificates: Certificate2[]; requestId: string }> {
  const at = await certificateHarness(on, { people: ids.map(person) });
  const requestId = await at.erase(ids, policy && { policy });
  await at.seal();
  const { certificates } = await issueForRequest(requestId, at.issuing);
  const ofPerson = (id: string) => {
    const pseudonym = at.harness.app.inEvidence(id);
    const found = certificates.find(({ certificate }) => certificate.subject.pseudonym === pseudonym);
    if (!found) throw new Error("somebody has no certificate");
    return found.certificate;
  };
  return { ...at, requestId, certificates: ids.map(ofPerson) };
}

export const fileBytes = (certificate: Certificate): Buffer => Buffer.from(certificateFile(certificate));
