import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/server/http/http.js";
import { openBrowser, openTab } from "../support/browser.js";
import { describePostgres } from "../support/ledger.js";
import { crawl, routeOf } from "./crawl.js";
import { hostileDashboard } from "./hostile.js";

describePostgres("what people type", (on) => {
  test("runs in no browser", async () => {
    const { dashboard, visitor } = await hostileDashboard(on);
    const server = await listen(dashboard.pages, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close(0));
    const { page, context, complaints } = await openTab(await openBrowser(), server.url);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await context.addCookies([{ name: "scrubjay", value: visitor.cookie, url: server.url }]);
    const pages = await crawl(async (path) => visitor.get(path), ["/"]);
    const shown = new Map(
      pages
        .filter(({ type, text }) => type === "text/html" && text.includes("&lt;script&gt;"))
        .map(({ path }) => [routeOf(path), path]),
    );
    expect(shown.size).toBeGreaterThan(12);
    for (const path of shown.values()) {
      await page.goto(path);
      expect(await page.locator("script").count(), path).toBe(1);
      expect(await page.locator("main img, main svg[onload], main iframe").count(), path).toBe(0);
      // The parts that are sent later too.
      if (/^\/(?:requests|runs)\/./.test(path) && (await page.locator("#live-state").count()) > 0)
        await page.locator("#live-state", { hasText: /^live$/ }).waitFor();
    }
    expect(dialogs).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
