import { randomUUID } from "node:crypto";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { certificateFile, type Certificate } from "../../src/audit/certificate.js";
import { issueForRequest } from "../../src/certificates/issue.js";
import type { IssuingSite } from "../../src/certificates/site.js";
import { defaultPolicy, type Policy } from "../../src/policy/policy.js";
import { createRequest } from "../../src/service/request/create.js";
import { ACTOR, person, reach } from "../jobs/asking.js";
import { site, type Site, type SiteOptions } from "../jobs/site.js";
import type { TestLedger } from "../support/ledger.js";
import type { RequestState } from "../../src/model/request-life.js";

/** An app whose requests are worked on and certified. */
export interface Office {
  here: Site;
  /** Without a sealer of its own: `seal` is called where a test says so. */
  issuing: IssuingSite;
  seal: () => Promise<unknown>;
  /** Hands a request in, and waits for its end. @returns its ID. */
  erase: (userIds: string[], order?: { policy?: Policy; until?: RequestState }) => Promise<string>;
  /** The verifier key of the log. */
  vkey: () => Promise<string>;
}

export async function office(on: TestLedger, options: SiteOptions = {}): Promise<Office> {
  const here = await site(on, options);
  here.startWorkers();
  const { app, context } = here;
  const { runs, requests, keyring, log } = app;
  return {
    here,
    issuing: { runs, requests, keyring, log },
    seal: () => context.sealer.seal(),
    async erase(userIds, { policy = defaultPolicy, until = "completed" } = {}) {
      const id = randomUUID();
      const order = { regulation: "gdpr", reason: null, protocol: "v1", emails: [] } as const;
      await createRequest(
        { ...order, id, emails: [], userIds, receivedAt: context.clock() },
        ACTOR,
        context,
        policy,
      );
      await reach(here, id, until);
      return id;
    },
    async vkey() {
      const found = await app.logs.find();
      if (!found) throw new Error("there is no log");
      return VerifierKey.parse(app.keyring.signing(found.origin).vkey).toString();
    },
  };
}

/** People who were erased by one request, and their certificates in the same order. */
export async function certified(
  on: TestLedger,
  ids = ["ada"],
  policy?: Policy,
): Promise<Office & { certificates: Certificate[]; requestId: string }> {
  const at = await office(on, { people: ids.map(person) });
  const requestId = await at.erase(ids, policy && { policy });
  await at.seal();
  const { certificates } = await issueForRequest(requestId, at.issuing);
  const ofPerson = (id: string) => {
    const pseudonym = at.here.app.inEvidence(id);
    const found = certificates.find(({ certificate }) => certificate.subject.pseudonym === pseudonym);
    if (!found) throw new Error("somebody has no certificate");
    return found.certificate;
  };
  return { ...at, requestId, certificates: ids.map(ofPerson) };
}

export const fileBytes = (certificate: Certificate): Buffer => Buffer.from(certificateFile(certificate));
