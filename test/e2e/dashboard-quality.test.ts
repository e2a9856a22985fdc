import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { frontDesk, type FrontDesk } from "./front-desk.js";

/** WCAG 2.2 AA, and what axe holds for good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const BUDGET_BYTES = 150 * 1024;
/** Core Web Vitals call 0.1 good. */
const LARGEST_SHIFT = 0.02;

const PAGES = [
  "/",
  "/requests",
  "/requests/new",
  "/requests/deliveries",
  "/runs",
  "/runs/1",
  "/runs/2",
  "/audit",
  "/audit/entries",
  "/audit/actions",
  "/audit/log",
  "/policy",
  "/schedules",
  "/schedules/nightly",
  "/schedules/new",
  "/holds",
  "/holds/new",
  "/comebacks",
  "/comebacks/look",
  "/account",
  "/runs/nothing-here",
];
/** Both widths and both colour schemes, each once: what is wrong in one of them is wrong in either pair. */
const LOOKS = [
  { name: "wide, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { name: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/** Something on every page: a run that is done, a plan that waits, requests in several states, a hold, a comeback. */
async function lively(desk: FrontDesk): Promise<string[]> {
  const { town, run } = desk;
  const people = Array.from({ length: 5 }, (_, i) => ({
    id: `extra-${i}`,
    name: `Sample ${i}`,
    createdAt: i + 1,
  }));
  await town.addUsers(people);
  await run("hold", "add", "extra-1", "--ground", "e", "--owner", "Legal department");
  await run("run", "-p", "everybody.yaml", "--yes");
  await town.edit("extra-0", { name: "Sample again" });
  await run("watch", "--report").catch(() => undefined);
  await run("request", "create", "extra-2", "--yes", "--follow");
  const held = await run("request", "create", "extra-1", "--yes", "--json");
  await town.addUsers([{ id: "late", name: "Sample late", email: ["late@example.com"], createdAt: 9 }]);
  await run("plan", "-p", "everybody.yaml");
  const { id } = JSON.parse(held) as { id: string };
  return [...PAGES, `/requests/${id}`];
}

describe("the dashboard's pages", { timeout: 300_000 }, () => {
  test("are accessible, hold still, stay small, fit a phone, and can be read without a script", async () => {
    const desk = await frontDesk(40);
    const pages = await lively(desk);
    const { page, context, complaints } = await desk.signIn("anna", "approver", { bypassCSP: true });
    const problems: string[] = [];
    for (const { name, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const path of pages) {
        await page.goto(path);
        const found = [...(await violations(page)), ...(await misfits(page))];
        problems.push(...found.map((one) => `${path}, ${name}: ${one}`));
      }
    }
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);

    // A browser that was never here pays for everything.
    const { cookies } = await context.storageState();
    const stranger = async (options: { javaScriptEnabled: boolean }) => {
      const fresh = await context
        .browser()!
        .newContext({ baseURL: desk.url, storageState: { cookies, origins: [] }, ...options });
      onTestFinished(() => fresh.close());
      return fresh.newPage();
    };
    const cold = await stranger({ javaScriptEnabled: true });
    const sizes: Promise<number>[] = [];
    cold.on("response", (answer) =>
      // What is kept live has no end.
      answer.url().includes("/live/") ? undefined : sizes.push(answer.body().then((body) => body.length)),
    );
    await cold.goto("/");
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length, "page, style, script, font, icon").toBeGreaterThanOrEqual(5);
    expect(bytes, "bytes of the first page").toBeLessThan(BUDGET_BYTES);

    // One without scripts reads all the same, and can act.
    const plain = await stranger({ javaScriptEnabled: false });
    for (const path of pages) {
      await plain.goto(path);
      expect((await plain.locator("main").innerText()).length, path).toBeGreaterThan(20);
    }
    await plain.goto("/account");
    await plain.getByRole("radio", { name: "Dark" }).check();
    await plain.getByRole("button", { name: "Use it" }).click();
    expect(await plain.locator("html").getAttribute("data-theme")).toBe("dark");
  });

  test("can be used with the keyboard alone", async () => {
    const desk = await frontDesk(30);
    await desk.run("plan", "-p", "everybody.yaml");
    const { page, complaints } = await desk.signIn("anna", "approver");
    await page.goto("/runs/1");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    page.once("dialog", (dialog) => void dialog.accept());
    for (let presses = 0; (await focused(page)) !== "Approve"; presses++) {
      expect(presses, "Approve is reached").toBeLessThan(10);
      await page.keyboard.press("Tab");
    }
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline, "the focus is seen").toBe("solid");
    await page.keyboard.press("Enter");
    await page.locator("#standing-title", { hasText: "Done" }).waitFor();
    expect(complaints).toEqual([]);
  });
});

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>("document.activeElement.innerText.trim()");

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: "tag", values: RULES } });
  const { violations: found } = await page.evaluate<AxeResult>(`axe.run(document, ${options})`);
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}

/** What moved by itself after the page was there, and what is wider than the screen. */
async function misfits(page: Page): Promise<string[]> {
  const shift = await page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 60);
  })`);
  const overhang = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return [
    ...(shift > LARGEST_SHIFT ? [`moved by ${shift.toFixed(3)}`] : []),
    ...(overhang > 0 ? [`${overhang} px too wide`] : []),
  ];
}
