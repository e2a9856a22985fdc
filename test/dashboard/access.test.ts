import { expect, it } from "vitest";
import { cheapHash } from "../accounts/cheap-hash.js";
import { describePostgres } from "../support/ledger.js";
import { actionsOf } from "../server/api-harness.js";
import { dashboardHarness, visitorWith, type DashboardHarness } from "./dashboard-harness.js";

const PASSWORD = "correct horse battery staple";
const MINUTE = 60_000;

describePostgres("access to the dashboard", (on) => {
  function open(settings: Record<string, string> = {}) {
    const app = on.app();
    return { app, dashboard: dashboardHarness(app, { settings }) };
  }

  async function withAccount(settings: Record<string, string> = {}) {
    const { app, dashboard } = open(settings);
    const owner = { name: "cli", role: "owner" } as const;
    const account = await app.accounts.create({ name: "anna", role: "operator" }, owner, new Date());
    await app.accounts.setPassword(account.id, await cheapHash(PASSWORD));
    return { app, dashboard, account };
  }

  const signIn = (
    dashboard: DashboardHarness,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    dashboard.request("/sign-in", {
      method: "POST",
      headers: {
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });

  const cookieOf = (answer: Response) =>
    /^([^=]+)=([^;]+);(.*)$/.exec(answer.headers.getSetCookie().at(-1) ?? "");

  it("sends whoever isn't signed in to the sign-in, and back to the page then", async () => {
    const { dashboard } = await withAccount();
    const turned = await dashboard.request("/requests");
    expect(turned.status).toBe(303);
    expect(turned.headers.get("location")).toBe("/sign-in?to=%2Frequests");
    expect(await (await dashboard.request("/sign-in?to=%2Frequests")).text()).toContain(
      'name="to" value="/requests"',
    );
    const into = await signIn(dashboard, { name: "anna", password: PASSWORD, to: "/requests" });
    expect([into.status, into.headers.get("location")]).toEqual([303, "/requests"]);
  });

  it("sets a cookie that no script and no other site can use", async () => {
    const { dashboard } = await withAccount();
    const [, name, , attributes] =
      cookieOf(await signIn(dashboard, { name: "anna", password: PASSWORD })) ?? [];
    expect(name).toBe("scrubjay");
    expect(attributes).toMatch(/HttpOnly/);
    expect(attributes).toMatch(/SameSite=Lax/);
    const behindTls = await withAccount({ SCRUBJAY_PUBLIC_URL: "https://erasure.example.com" });
    const [, secureName, , secure] =
      cookieOf(await signIn(behindTls.dashboard, { name: "anna", password: PASSWORD })) ?? [];
    expect(secureName).toBe("__Host-scrubjay");
    expect(secure).toMatch(/Secure/);
  });

  it("takes no session that a browser brought along, and ends the one before", async () => {
    const { app, dashboard } = await withAccount();
    const planted = await signIn(
      dashboard,
      { name: "anna", password: PASSWORD },
      { Cookie: "scrubjay=planted-by-somebody" },
    );
    const [, , first = ""] = cookieOf(planted) ?? [];
    expect(first).not.toBe("planted-by-somebody");
    expect(
      (await dashboard.request("/", { headers: { Cookie: "scrubjay=planted-by-somebody" } })).status,
    ).toBe(303);
    const [, , second = ""] =
      cookieOf(
        await signIn(dashboard, { name: "anna", password: PASSWORD }, { Cookie: `scrubjay=${first}` }),
      ) ?? [];
    expect(second).not.toBe(first);
    expect((await visitorWith(first, "anna", dashboard.request).get("/account")).status).toBe(303);
    expect((await visitorWith(second, "anna", dashboard.request).get("/account")).status).toBe(200);
    // Only hashes are kept: who reads the database can't be signed in.
    const kept = await app.ledger.db.execute("select hash from scrubjay.sessions");
    expect(JSON.stringify(kept)).not.toContain(second);
  });

  it.each([
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/%2f%2fevil.example",
    "/\tevil",
    "javascript:alert(1)",
    "/requests?x=//evil.example",
    "/sign-in/../..//evil.example",
  ])("never leads to another site after the sign-in: %s", async (to) => {
    const { dashboard } = await withAccount();
    const into = await signIn(dashboard, { name: "anna", password: PASSWORD, to });
    expect([into.status, into.headers.get("location")]).toEqual([303, "/"]);
  });

  it("locks a name after five wrong passwords, whether there is such an account or not, and says the same", async () => {
    const { app, dashboard } = await withAccount();
    for (const name of ["anna", "nobody@example.com"]) {
      const seen: string[] = [];
      for (let attempt = 1; attempt <= 6; attempt++) {
        const answer = await signIn(dashboard, { name, password: `wrong password ${attempt}` });
        const [, trouble = ""] = /role="alert">\s*([^<]+)</.exec(await answer.text()) ?? [];
        seen.push(`${answer.status} ${trouble.trim()}`);
      }
      expect(seen.slice(0, 4)).toEqual(Array(4).fill("401 Name or password is wrong."));
      expect(seen[5]).toMatch(/^429 Too many attempts failed\. Try again in 15 min/);
    }
    expect((await signIn(dashboard, { name: "anna", password: PASSWORD })).status).toBe(429);
    const actions = await actionsOf(app);
    expect(actions).toContain("anna operator sessions.begin denied LOCKED");
    // What is typed as a name may be anything.
    expect(actions.join("\n")).not.toContain("nobody@example.com");
    expect(actions).toContain("unknown none sessions.begin denied WRONG");
    expect(dashboard.events.join("\n")).not.toContain("nobody@example.com");
  });

  it("signs in with a token for as long as it holds", async () => {
    const { app, dashboard } = open();
    const owner = { name: "cli", role: "owner" } as const;
    const { token, plain } = await app.tokens.create("reporting", "viewer", null, owner, new Date());
    const [, , cookie = ""] = cookieOf(await signIn(dashboard, { token: plain })) ?? [];
    const visitor = visitorWith(cookie, "reporting", dashboard.request);
    expect((await visitor.get("/account")).status).toBe(200);
    await app.tokens.revoke(token.id, new Date());
    expect((await visitor.get("/account")).status).toBe(303);
    expect((await signIn(dashboard, { token: plain })).status).toBe(401);
  });

  it("lets a link in once, with a button, and then asks for a password", async () => {
    const { app, dashboard } = open();
    const owner = { name: "cli", role: "owner" } as const;
    const { id } = await app.accounts.create({ name: "ben", role: "viewer" }, owner, new Date());
    const link = await app.accounts.makeLink(id, new Date(), 60 * MINUTE);
    const follow = () =>
      dashboard.request("/sign-in/link", {
        method: "POST",
        headers: { "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ link }).toString(),
      });
    // Mail programs look at links before people do.
    for (let look = 1; look <= 2; look++)
      expect((await dashboard.request(`/sign-in/link?key=${link}`)).status).toBe(200);
    const into = await follow();
    expect([into.status, into.headers.get("location")]).toEqual([303, "/account"]);
    expect((await follow()).status).toBe(401);
    const [, , cookie = ""] = cookieOf(into) ?? [];
    const ben = visitorWith(cookie, "ben", dashboard.request);
    const short = await ben.post("/account/password", { password: "short", again: "short" });
    expect(short.status).toBe(422);
    expect(await short.text()).toContain("must have at least 15 characters");
    const chosen = await ben.post("/account/password", { password: PASSWORD, again: PASSWORD });
    expect(chosen.status).toBe(303);
    // Whoever had the session until now has it no more; this browser got a new one.
    expect((await ben.get("/account")).status).toBe(303);
    const [, , renewed = ""] = cookieOf(chosen) ?? [];
    expect((await visitorWith(renewed, "ben", dashboard.request).get("/account")).status).toBe(200);
    expect((await signIn(dashboard, { name: "ben", password: PASSWORD })).status).toBe(303);
  });

  it("wants the old password for a new one", async () => {
    const { dashboard } = await withAccount();
    const [, , cookie = ""] = cookieOf(await signIn(dashboard, { name: "anna", password: PASSWORD })) ?? [];
    const anna = visitorWith(cookie, "anna", dashboard.request);
    const change = (current: string) =>
      anna.post("/account/password", { current, password: `${PASSWORD} two`, again: `${PASSWORD} two` });
    expect((await change("not it at all")).status).toBe(422);
    expect((await change(PASSWORD)).status).toBe(303);
  });

  it("ends a session that nobody uses, one that is old, and all of an account at once", async () => {
    const { app, dashboard, account } = await withAccount();
    const begin = (ago: number) => app.sessions.begin({ accountId: account.id }, new Date(Date.now() - ago));
    const get = async (cookie: string) =>
      (await visitorWith(cookie, "anna", dashboard.request).get("/account")).status;
    expect(await get(await begin(29 * MINUTE))).toBe(200);
    expect(await get(await begin(31 * MINUTE))).toBe(303);
    const old = await begin(12 * 60 * MINUTE + MINUTE);
    await app.ledger.db.execute("update scrubjay.sessions set seen_at = now()");
    expect(await get(old)).toBe(303);
    const [here, there] = [await begin(0), await begin(0)];
    expect(
      (await visitorWith(here, "anna", dashboard.request).post("/account/sign-out-everywhere")).status,
    ).toBe(303);
    expect([await get(here), await get(there)]).toEqual([303, 303]);
    expect(await actionsOf(app)).toContain("anna operator sessions.end_all allowed");
  });

  it("reading a page live doesn't keep a session from timing out, and ends with it", async () => {
    const { app, dashboard, account } = await withAccount();
    const cookie = await app.sessions.begin({ accountId: account.id }, new Date(Date.now() - 10 * MINUTE));
    const visitor = visitorWith(cookie, "anna", dashboard.request);
    const seen = async () =>
      JSON.stringify(await app.ledger.db.execute("select seen_at from scrubjay.sessions"));
    const before = await seen();
    const stream = await visitor.get("/live/overview");
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = decoder.decode((await reader.read()).value);
    expect(text).toContain("event: part");
    expect(await seen()).toBe(before);
    await app.accounts.remove("anna", new Date());
    while (!text.includes("event: gone")) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value);
    }
    expect(text).toContain("event: gone");
  });

  it("takes no form that another site makes a browser send", async () => {
    const { dashboard } = await withAccount();
    const visitor = await dashboard.visitor("approver");
    const foreign: Record<string, string>[] = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "none" },
      { Origin: "https://evil.example" },
      { Origin: "null" },
    ];
    for (const headers of foreign)
      expect(
        (await visitor.post("/account/theme", { theme: "dark" }, headers)).status,
        JSON.stringify(headers),
      ).toBe(403);
    for (const csrf of ["", "x", "0".repeat(43)])
      expect((await visitor.post("/account/theme", { theme: "dark", csrf })).status).toBe(403);
    expect(
      (await visitor.post("/account/theme", { theme: "dark" }, { Origin: "http://dashboard.example" }))
        .status,
    ).toBe(303);
    // Nor is anybody signed in by another site.
    const planted = await signIn(
      dashboard,
      { name: "anna", password: PASSWORD },
      { "Sec-Fetch-Site": "cross-site" },
    );
    expect(planted.status).toBe(403);
    expect(planted.headers.getSetCookie()).toEqual([]);
  });

  it("answers every page with headers that allow nothing but our own files, and no frame", async () => {
    const { dashboard } = await withAccount();
    const visitor = await dashboard.visitor("viewer");
    for (const path of ["/", "/sign-in", "/account", "/nothing-here", "/requests/nothing-here"]) {
      const { headers } = await visitor.get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("believes no cookie about anything but the looks", async () => {
    const { dashboard } = await withAccount();
    const visitor = await dashboard.visitor("viewer");
    const page = async (cookies: string) =>
      (
        await dashboard.request("/account", { headers: { Cookie: `scrubjay=${visitor.cookie}; ${cookies}` } })
      ).text();
    expect(await page("scrubjay-zone=Asia/Tokyo")).toContain("times are in Asia/Tokyo");
    expect(await page("scrubjay-zone=%3Cscript%3E")).toContain("times are in UTC");
    expect(await page('scrubjay-theme="><script>')).toContain('data-theme="system"');
  });
});
