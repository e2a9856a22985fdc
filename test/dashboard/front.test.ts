import { expect, it } from "vitest";
import { dashboard } from "../../src/dashboard/app.js";
import { ROWS } from "../../src/dashboard/pages.js";
import { openSigner } from "../../src/opendsr/signer.js";
import { createApi } from "../../src/server/create-api.js";
import { API_PLACES, isForFront } from "../../src/server/http/frontend.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { describePostgres } from "../support/ledger.js";
import { dashboardHarness } from "./dashboard-harness.js";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const isFor = (path: string, accept?: string) =>
  isForFront(
    dashboard,
    new Request(`http://any${path}`, accept === undefined ? {} : { headers: { accept } }),
  );

describePostgres("an address", (on) => {
  it("of a page is the dashboard's, of the API the API's, whoever asks", async () => {
    const opendsr = await openSigner(await makeCertificate(), new Date(Date.now() + 1_000));
    const { routes } = createApi({ ...dashboardHarness(on.app()).backend, opendsr });
    const places = routes.map(({ path }) => path.split("/")[1] ?? "").filter((place) => place !== "*");
    expect([...new Set(places)].sort()).toEqual([...API_PLACES].sort());
    for (const accept of [BROWSER, "application/json", undefined]) {
      for (const { address } of ROWS) expect(isFor(address, accept), address).toBe(true);
      for (const place of API_PLACES) expect(isFor(`/${place}/nothing-here`, accept), place).toBe(false);
    }
  });

  it("of nobody's is told to a browser by a page, signed in or not, and to a program by the API", async () => {
    const harness = dashboardHarness(on.app());
    const visitor = await harness.visitor("viewer");
    for (const path of ["/nothing-here", "/favicon.ico", "/%3Cscript%3E"]) {
      expect(isFor(path, BROWSER), path).toBe(true);
      for (const accept of ["application/json", "*/*", undefined]) expect(isFor(path, accept)).toBe(false);
      for (const answer of [await harness.request(path), await visitor.get(path)]) {
        expect(answer.status).toBe(404);
        expect(answer.headers.get("content-type")).toContain("text/html");
        expect(await answer.text()).toContain("There is no page at this address.");
      }
      const answer = await harness.api.request(path);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    }
  });
});
