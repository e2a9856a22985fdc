import { expect, test } from "vitest";
import type { Certificate } from "../../src/audit/certificate.js";
import { readPdf } from "../support/pdf.js";
import { PAGE_POLICY } from "../../src/certificates/page.js";
import type { ActorRole } from "../../src/model/roles.js";
import type { IssuedView } from "../../src/contracts/certificates.js";
import type { Problem } from "../../src/contracts/problem.js";
import { person, runOf } from "../jobs/requests-by-test.js";
import { policy } from "../jobs/app-harness.js";
import { fileBytes, certificateHarness } from "../certificates/certificate-harness.js";
import { verdictsOn } from "../certificates/verdicts.js";
import { describePostgres } from "../support/ledger.js";
import { actionsOf, post, apiHarness } from "./api-harness.js";

const KEEPING = policy("select: { all: true }\nexclude: { roles: [admin] }");
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

describePostgres("certificates over HTTP", (on) => {
  /** People, one of whom the policy leaves alone, erased by one request; nothing is sealed yet. */
  async function setUp(ids: string[]) {
    const at = await certificateHarness(on, {
      people: [...ids.map(person), { ...person("boss"), role: "admin" }],
    });
    const requestId = await at.erase([...ids, "boss"], { policy: KEEPING, until: "partly_retained" });
    const { api } = apiHarness(at.harness.app, { context: at.harness.context });
    const ask = (path: string, init: RequestInit, role: ActorRole = "operator") =>
      api.request(path, init, { actor: { name: role, role } });
    const call = async <T = Problem>(path: string, init: RequestInit, role?: ActorRole) => {
      const answer = await ask(path, init, role);
      return { status: answer.status, body: (await answer.json()) as T };
    };
    const ofRequest = (query = "") => `/v1/requests/${requestId}/certificates${query}`;
    return { ...at, requestId, ask, call, ofRequest };
  }

  const POST = { method: "POST" };
  const as = (type: string): RequestInit => ({ ...POST, headers: { accept: type } });

  on.both("are issued for a request, with who has none; what they rest on is sealed first", async () => {
    const { call, ofRequest, harness, vkey } = await setUp(["ada", "bob"]);
    const { status, body } = await call<IssuedView>(ofRequest(), POST);
    expect(status).toBe(200);
    expect(body.certificates.map(({ certificate }) => certificate.subject.pseudonym).sort()).toEqual(
      ["ada", "bob"].map(harness.app.inEvidence).sort(),
    );
    for (const { certificate, digest } of body.certificates) {
      expect(verdictsOn(fileBytes(certificate), await vkey()).isValid).toBe(true);
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(body.without).toEqual([
      { pseudonym: harness.app.inEvidence("boss"), reason: "excluded", ground: "role" },
    ]);
    expect(await actionsOf(harness.app)).toContain("operator operator certificates.issue allowed");
  });

  test("are issued for one person by the pseudonym that the request has of them", async () => {
    const { call, ofRequest, harness } = await setUp(["ada", "bob"]);
    const of = (id: string) =>
      call<IssuedView>(ofRequest(`?subject=${harness.app.pseudonyms.subject(id)}`), POST);
    const { body } = await of("bob");
    expect(body.certificates.map(({ certificate }) => certificate.subject.pseudonym)).toEqual([
      harness.app.inEvidence("bob"),
    ]);
    expect(body.without).toEqual([]);
    expect((await of("boss")).body).toMatchObject({ certificates: [], without: [{ reason: "excluded" }] });
    expect((await of("nobody")).body).toEqual({ certificates: [], without: [] });
  });

  test("are issued to operators, and a denied call is recorded", async () => {
    const { call, ofRequest, harness } = await setUp(["ada"]);
    expect(await call(ofRequest(), POST, "viewer")).toMatchObject({ status: 403, body: { code: "ROLE" } });
    expect(await actionsOf(harness.app)).toContain("viewer viewer certificates.issue denied ROLE");
    for (const role of ["approver", "owner"] as const)
      expect((await call(ofRequest(), POST, role)).status).toBe(200);
  });

  test("are issued for one user of a run, whose ID comes in the body and is kept nowhere", async () => {
    const { call, harness, requestId, vkey } = await setUp(["ada"]);
    const path = `/v1/runs/${await runOf(harness, requestId)}/certificates`;
    const { status, body } = await call<IssuedView>(path, post({ userId: "ada" }));
    expect(status).toBe(200);
    expect(verdictsOn(fileBytes(body.certificates[0]!.certificate), await vkey(), "ada").isValid).toBe(true);
    expect(await call(path, post({ userId: "boss" }))).toMatchObject({
      status: 409,
      body: { code: "CERTIFICATE_NOT_VERIFIED" },
    });
    expect(await call(path, post({ userId: "eve" }))).toMatchObject({
      status: 404,
      body: { code: "CERTIFICATE_NO_ENTRY" },
    });
    for (const wrong of [{}, { userId: "" }, { userId: "ada", more: 1 }])
      expect((await call(path, post(wrong))).status).toBe(422);
    expect((await call("/v1/runs/999999/certificates", post({ userId: "ada" }))).body.code).toBe(
      "RUN_NOT_FOUND",
    );
    const all = [];
    for await (const action of harness.app.actions.all()) all.push(action);
    // A salt or a digest may hold the letters.
    expect(JSON.stringify(all)).not.toContain('"ada"');
  });

  test("are refused for a request that isn't known or hasn't ended", async () => {
    const { call, ask, erase, harness } = await setUp(["ada"]);
    expect(await call(`/v1/requests/${UNKNOWN}/certificates`, POST)).toMatchObject({
      status: 404,
      body: { code: "REQUEST_NOT_FOUND" },
    });
    expect((await ask("/v1/requests/1/certificates", POST)).status).toBe(422);
    await harness.sandbox.addUsers([person("poisonous")]);
    await harness.sandbox.setFaults([{ kind: "poison", userId: "poisonous" }]);
    const failed = await erase(["poisonous"], { until: "failed" });
    expect(await call(`/v1/requests/${failed}/certificates`, POST)).toMatchObject({
      status: 409,
      body: { code: "CERTIFICATE_TOO_EARLY" },
    });
  });

  test("are issued where nobody works too, and a look is refused where TalkJS isn't reached", async () => {
    const { harness, ofRequest } = await setUp(["ada"]);
    const { api } = apiHarness(harness.app);
    const as = { actor: { name: "x", role: "operator" } as const };
    const answer = await api.request(ofRequest(), POST, as);
    expect([answer.status, await answer.json()]).toMatchObject([200, { certificates: [{}] }]);
    const look = post({ userId: "ada", look: true });
    const refused = await api.request("/v1/runs/1/certificates", look, as);
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([409, "CERTIFICATE_NO_LOOK"]);
  });

  test("are one page, where there is one; else the person is to be named", async () => {
    const { ask, call, ofRequest, harness } = await setUp(["ada", "bob"]);
    expect(await call(ofRequest(), as("text/html"))).toMatchObject({
      status: 409,
      body: { code: "CERTIFICATE_NOT_ONE" },
    });
    const pseudonym = harness.app.inEvidence("bob");
    const page = await ask(ofRequest(`?pseudonym=${pseudonym}`), as("text/html"));
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toBe(`${PAGE_POLICY}; frame-ancestors 'none'`);
    expect(page.headers.get("content-disposition")).toMatch(
      new RegExp(`^inline; filename="certificate-${pseudonym.slice(0, 16)}-run\\d+\\.html"$`),
    );
    const html = await page.text();
    expect(html).toContain("<h1>Certificate of erasure</h1>");
    expect(html).not.toContain("bob");
    const pdf = await ask(ofRequest(`?pseudonym=${pseudonym}`), as("application/pdf"));
    expect([pdf.status, pdf.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(pdf.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w-]+\.pdf"$/);
    expect((await readPdf(Buffer.from(await pdf.arrayBuffer()))).text).toContain("Certificate of erasure");
    const json = await call<IssuedView>(ofRequest(`?pseudonym=${pseudonym}`), POST);
    expect(json.body.certificates.map(({ certificate }) => certificate.subject.pseudonym)).toEqual([
      pseudonym,
    ]);
    expect(json.body.without).toEqual([]);
    const excluded = `?pseudonym=${harness.app.inEvidence("boss")}`;
    expect((await call(ofRequest(excluded), as("text/html"))).body.code).toBe("CERTIFICATE_NOT_ONE");
    expect((await call<IssuedView>(ofRequest(excluded), POST)).body).toMatchObject({
      certificates: [],
      without: [{ reason: "excluded" }],
    });
    expect((await call(ofRequest("?pseudonym=bob"), POST)).status).toBe(422);
  });

  test("are JSON for whoever asks for nothing else", async () => {
    const { ask, ofRequest } = await setUp(["ada"]);
    for (const accept of ["application/json", "*/*", "text/html;q=0.1, application/json", "image/png"]) {
      const answer = await ask(ofRequest(), as(accept));
      expect(answer.headers.get("content-type"), accept).toMatch(/^application\/json/);
      const { certificates } = (await answer.json()) as { certificates: { certificate: Certificate }[] };
      expect(certificates).toHaveLength(1);
    }
  });
});
