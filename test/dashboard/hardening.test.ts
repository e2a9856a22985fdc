import { request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../src/server/http/http.js";
import { actionsOf, OWNER_TOKEN, bearer, post } from "../server/api-harness.js";
import { describePostgres } from "../support/ledger.js";
import { localPath } from "../../src/dashboard/local-path.js";
import { ROWS } from "../../src/dashboard/pages.js";
import { dashboardHarness, visitorWith, type DashboardHarness } from "./dashboard-harness.js";

const ELSEWHERE = "evil.example";
const MOST_OF_A_HEADER = 64 * 1024;

/** A call as fetch can't make it. */
async function call(
  url: string,
  method: string,
  headers: Record<string, string | string[]>,
): Promise<{ status: number; headers: string; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: JSON.stringify(answer.headers), text }),
      );
    });
    sent.on("error", reject).end();
  });
}

describePostgres("the dashboard's sessions and addresses", (on) => {
  async function serve(dashboard: DashboardHarness): Promise<string> {
    const server = await listen(dashboard.pages, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close(0));
    return server.url;
  }

  it("hold for one app, though others are in the same ledger", async () => {
    const [one, other] = [dashboardHarness(on.app()), dashboardHarness(on.app())];
    const visitor = await one.visitor("approver", "anna");
    await other.visitor("approver", "anna");
    const elsewhere = visitorWith(visitor.cookie, "anna", other.request);
    expect((await elsewhere.get("/account")).headers.get("location")).toBe("/sign-in?to=%2Faccount");
    expect((await elsewhere.post("/account/theme", { theme: "dark" })).headers.get("location")).toBe(
      "/sign-in",
    );
    expect((await visitor.get("/account")).status).toBe(200);
  });

  it("follow what becomes of their account at once", async () => {
    const app = on.app();
    const dashboard = dashboardHarness(app);
    const visitor = await dashboard.visitor("approver", "anna");
    expect(await visitor.page("/holds")).toContain("/holds/new");
    await app.accounts.setRole("anna", "viewer");
    expect(await visitor.page("/holds")).not.toContain("/holds/new");
    const hold = { userId: "somebody", ground: "e", owner: "Legal" };
    expect((await visitor.post("/holds/new", hold)).status).toBe(403);
    expect(await actionsOf(app)).toContain("anna viewer holds.add denied ROLE");
    await app.accounts.remove("anna", new Date());
    expect((await visitor.get("/account")).status).toBe(303);
    // Whoever has the name next is another one.
    await dashboard.visitor("approver", "anna");
    expect((await visitor.get("/account")).status).toBe(303);
  });

  it("take one cookie, whatever else comes along", async () => {
    const dashboard = dashboardHarness(on.app());
    const [anna, ben] = [
      await dashboard.visitor("approver", "anna"),
      await dashboard.visitor("viewer", "ben"),
    ];
    const nameIn = async (Cookie: string) =>
      /(anna|ben)\s*<small>/.exec(
        await (await dashboard.request("/account", { headers: { Cookie } })).text(),
      )?.[1];
    // The first one, as it has the longer path (RFC 6265, section 5.4): nobody is two people.
    expect(await nameIn(`scrubjay=${anna.cookie}; scrubjay=${ben.cookie}`)).toBe("anna");
    const both = { Cookie: `scrubjay=${anna.cookie}; scrubjay=${ben.cookie}` };
    expect((await ben.post("/account/theme", { theme: "dark" }, both)).status).toBe(403);
    for (const value of ["", "x".repeat(100_000), "%00", "%E0%A4%A", `"${anna.cookie}`, `${anna.cookie}x`])
      expect(await nameIn(`scrubjay=${value}`), value.slice(0, 20)).toBeUndefined();
    // Behind TLS no other host of the domain, and nobody in between, can set the one that counts.
    const secure = dashboardHarness(on.app(), {
      settings: { SCRUBJAY_PUBLIC_URL: "https://erasure.example.com" },
    });
    const cleo = await secure.visitor("viewer", "cleo");
    const get = async (name: string) =>
      (await secure.request("/account", { headers: { Cookie: `${name}=${cleo.cookie}` } })).status;
    expect([await get("scrubjay"), await get("__Host-scrubjay")]).toEqual([303, 200]);
  });

  it("believe no Host: no link and no redirection leads where it says", async () => {
    const dashboard = dashboardHarness(on.app());
    const visitor = await dashboard.visitor("approver");
    const lies = {
      Host: ELSEWHERE,
      "X-Forwarded-Host": ELSEWHERE,
      "X-Forwarded-Proto": "https",
      Forwarded: `host=${ELSEWHERE}`,
      "X-Original-URL": `//${ELSEWHERE}`,
    };
    for (const path of ["/", "/account", "/audit", "/sign-in", "/nothing", "/audit/person", "/queues"]) {
      const answer = await visitor.get(path, lies);
      expect(JSON.stringify([...answer.headers]) + (await answer.text()), path).not.toContain(ELSEWHERE);
    }
    const asked = { name: "dora", role: "viewer" };
    const headers = { ...bearer(OWNER_TOKEN), ...lies };
    const made = await dashboard.api.request("/v1/accounts", post(asked, headers));
    expect(made.status).toBe(201);
    expect(await made.text()).toMatch(/"link":\{"path":"\/sign-in\/link\?key=[\w-]+","url":null/);
    const known = dashboardHarness(on.app(), {
      settings: { SCRUBJAY_PUBLIC_URL: "https://erasure.example.com" },
    });
    const link = await (await known.api.request("/v1/accounts", post(asked, headers))).text();
    expect(link).toContain('"url":"https://erasure.example.com/sign-in/link?key=');
    expect(link).not.toContain(ELSEWHERE);
  });

  it("answer no method but those of pages and forms, and send nothing back that came", async () => {
    const app = on.app();
    const dashboard = dashboardHarness(app);
    const visitor = await dashboard.visitor("approver");
    const url = await serve(dashboard);
    const headers = {
      Cookie: `scrubjay=${visitor.cookie}`,
      "Sec-Fetch-Site": "same-origin",
      "X-Trace": "came-along",
    };
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
      for (const path of ["/", "/account", "/runs/1/approve", "/sign-in", "/live/overview"]) {
        const { status, headers: reported, text } = await call(`${url}${path}`, method, headers);
        expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
        expect(status, `${method} ${path}`).toBeLessThan(500);
        expect(reported + text).not.toMatch(new RegExp(`came-along|${visitor.cookie}`));
        expect(reported).not.toContain("access-control-");
      }
    const head = await call(`${url}/account`, "HEAD", headers);
    expect([head.status, head.text]).toEqual([200, ""]);
    // Nor does a form's address do anything when it is only looked at.
    for (const method of ["GET", "HEAD"])
      expect((await call(`${url}/account/sign-out`, method, headers)).status).toBe(404);
    expect((await visitor.get("/account")).status).toBe(200);
    const long = await call(url, "GET", { ...headers, Cookie: `scrubjay=${"x".repeat(MOST_OF_A_HEADER)}` });
    expect(long.status).toBe(431);
    expect((await call(`${url}/account`, "GET", { ...headers, Host: "a b" })).status).toBe(400);
    expect(await actionsOf(app)).toEqual([]);
  });

  it("lead back after the sign-in to every page without a name, and repeat nothing that may be one", () => {
    for (const { address, kind, role } of ROWS) {
      const path = address
        .replace(":id", "0198c0de-7000-7000-8000-000000000001")
        .replace(":name", "mary-smith")
        .replace(":queue", "control")
        .replace(/:\w+/, "12");
      const isLedBackTo =
        (kind === "page" || kind === "form") && role !== "anyone" && !address.includes(":name");
      expect(localPath(path), path).toBe(isLedBackTo ? path : "/");
    }
    for (const path of ["/requests/new", "/runs/12", "/audit/log", "/comebacks/watches/3"])
      expect(localPath(path)).toBe(path);
    for (const path of ["/mary", "/requests/mary", "/runs/491700000000", "/requests/mary@example.com"])
      expect(localPath(path), path).toBe("/");
  });
});
