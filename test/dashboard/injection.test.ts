import { expect, test } from "vitest";
import { sized } from "../support/size.js";
import { describePostgres } from "../support/ledger.js";
import {
  crawl,
  markupOf,
  PAGE_ROUTES,
  QUERY,
  queryOf,
  routeOf,
  seenIn,
  UNLINKED,
  type Seen,
} from "./crawl.js";
import { hostileDashboard, PAYLOAD, PAYLOADS } from "./hostile.js";
import { harmIn } from "./markup.js";
import { PAGE_ROLES } from "./roles.js";

/** Every field that any form has. */
const FIELDS = [
  ...[
    "name",
    "policy",
    "kind",
    "cron",
    "timeZone",
    "approval",
    "userIds",
    "emails",
    "regulation",
    "receivedOn",
  ],
  ...["reason", "userId", "email", "ground", "owner", "endsOn", "subject", "format", "checkpoint", "current"],
  ...["password", "again", "theme", "then", "key", "to", "token", "link"],
];

/** What a browser would do with an answer that it shouldn't. */
function expectHarmless(seen: Seen, what = seen.path): void {
  expect(seen.status, `${what}: ${seen.text.slice(0, 500)}`).toBeLessThan(500);
  const harm = markupOf(seen).flatMap(harmIn);
  // A certificate's page brings its one style along, by hash.
  const isCertificate = seen.text.includes("<title>Certificate");
  expect(isCertificate ? harm.filter((it) => it !== "<style> at all") : harm, what).toEqual([]);
  const location = seen.headers.find(([name]) => name === "location")?.[1] ?? "/";
  expect(location, what).toMatch(/^\/(?![/\\])/);
  expect(JSON.stringify(seen.headers), what).not.toMatch(/<script|evil\.example|javascript:/);
  if (/^text\/(?:html|event-stream)$/.test(seen.type)) return;
  // Anything else is for no browser to guess about.
  expect(Object.fromEntries(seen.headers)["x-content-type-options"], what).toBe("nosniff");
}

describePostgres("what people type", (on) => {
  test("is text on every page, whoever stored it", async () => {
    const { visitor, request } = await hostileDashboard(on);
    const seen = await crawl(async (path) => visitor.get(path), ["/", ...Object.values(UNLINKED)]);
    for (const one of seen) expectHarmless(one);
    const escaped = seen.filter(({ text }) => text.includes("&lt;script&gt;alert(1)"));
    // Where it is shown at all, or this would show nothing.
    const shown = [...new Set(escaped.map(({ path }) => routeOf(path)))];
    expect(shown).toEqual(
      expect.arrayContaining([
        ...[
          "GET /",
          "GET /account",
          "GET /policy",
          "GET /schedules",
          "GET /holds",
          "GET /holds/:id",
          "GET /runs",
        ],
        ...["GET /runs/:run", "GET /requests/:id", "GET /requests/new", "GET /audit/actions"],
        ...["GET /live/requests/:id", "GET /live/runs", "GET /live/schedules/:name", "GET /live/comebacks"],
      ]),
    );
    const page = await visitor.page(`/requests/${request}`);
    const [, subject = ""] = /name="subject" value="([\da-f]{64})"/.exec(page) ?? [];
    for (const format of ["html", "json"]) {
      const at = `/requests/${request}/certificate`;
      const certificate = await seenIn(at, await visitor.post(at, { subject, format }));
      expect(certificate.status).toBe(200);
      expectHarmless(certificate);
      if (format === "html") expect(certificate.text).toContain("&lt;script&gt;alert(1)");
    }
  });

  test("comes back as text or not at all, wherever in an address it stands", async () => {
    const { dashboard, visitor } = await hostileDashboard(on);
    const pages = await crawl(async (path) => visitor.get(path), ["/", ...Object.values(UNLINKED)]);
    const one = new Map(pages.map(({ path }) => [routeOf(path), path.replace(/\?.*/s, "")]));
    expect(PAGE_ROUTES.filter((route) => !one.has(route) && !route.includes("/:"))).toEqual([]);
    const ask = async (path: string) => {
      const seen = await seenIn(path, await visitor.get(path));
      expectHarmless(seen);
      return seen.status;
    };
    for (const route of PAGE_ROUTES.filter((it) => !/^GET \/(?:assets|live)\//.test(it))) {
      const path = one.get(route) ?? route.slice("GET ".length);
      const withQuery = (names: string[], payload: string) => ask(`${path}?${queryOf(names, payload)}`);
      // One that is refused hides what the page would do with another.
      if ((await withQuery(QUERY, PAYLOAD)) !== 200)
        for (const name of QUERY) await withQuery([name], PAYLOAD);
      for (const payload of sized(PAYLOADS.slice(0, 2), PAYLOADS)) {
        const segment = encodeURIComponent(payload);
        await ask(
          route.includes("/:") ? route.slice("GET ".length).replace(/:\w+/, segment) : `${path}/${segment}`,
        );
      }
    }
    // Of whoever isn't signed in.
    for (const payload of PAYLOADS)
      for (const path of [
        `/${payload}`,
        `/requests/${payload}`,
        `/sign-in?to=/${payload}`,
        `/requests?to=${payload}`,
      ])
        expectHarmless(await seenIn(path, await dashboard.request(encodeURI(path).replace(/^\/+/, "/"))));
  });

  test("comes back as text or not at all from every form", async () => {
    const { visitor } = await hostileDashboard(on);
    const forms = Object.keys(PAGE_ROLES).flatMap((route) =>
      route.startsWith("POST ") ? [route.slice(5)] : [],
    );
    for (const payload of sized([PAYLOAD], [...PAYLOADS, PAYLOAD]))
      for (const form of forms.filter((it) => !it.includes("sign-out"))) {
        const path = form.replace(/:\w+/, form.includes("/:") ? "1" : "");
        const fields = Object.fromEntries(FIELDS.map((name) => [name, payload]));
        expectHarmless(await seenIn(path, await visitor.post(path, fields)), `${path} ${payload}`);
      }
  });
});
