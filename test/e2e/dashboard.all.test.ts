import { beforeAll, describe, expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse.js";
import type { KeysView } from "../../src/contracts/keys.js";
import { openTab } from "../support/browser.js";
import { fileFinished } from "../support/finished.js";
import { full } from "../support/size.js";
import { expectBlankAndKept } from "./evidence.js";
import { download, serviceHarness, POLICY, verifyAlone, type ServiceHarness } from "./service-harness.js";
import { pagesInUse } from "./pages-in-use.js";
import { focused, LOOKS, misfits, violations } from "./page-quality.js";

const { policy } = parsePolicy(POLICY, "test");
const PASSWORD = "several words make a good one";
const BUDGET_BYTES = 150 * 1024;

const finished = fileFinished();
let service: ServiceHarness;
beforeAll(async () => {
  // Of three calls that edit.
  service = await serviceHarness(300, finished);
});

describe("the dashboard in a browser", () => {
  test("an approver reviews a plan, approves it, and sees it finish without touching the page", async () => {
    const { sandbox, edits, plan, signIn } = service;
    const before = await sandbox.users();
    const run = await plan();
    const { page, complaints } = await signIn("anna", "approver");
    await page.getByRole("link", { name: "1 plan waits for approval" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(`Run ${run}`);
    const text = await page.locator("main").innerText();
    expect(text).toMatch(/Waits for approval: \d+ users would be blanked/);
    expect(text).toContain("E-mail addresses");
    expect(text).toContain("Nothing has been changed yet");

    // Whoever says no to the question has approved nothing.
    page.once("dialog", (dialog) => void dialog.dismiss());
    await page.getByRole("button", { name: "Approve" }).click();
    expect(await page.getByText("Nothing has been changed yet").isVisible()).toBe(true);
    edits.allow(1);
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Approve" }).click();

    // From here on nobody touches the page.
    await page.locator('#standing progress:not([value="0"])').first().waitFor();
    expect(await page.locator("#standing-title").textContent()).not.toContain("Done");
    edits.allowAll();
    await page.locator("#standing-title", { hasText: /^Done/ }).waitFor();
    expectBlankAndKept(before, await sandbox.users(), policy);
    expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);

    await page.goto("/audit/actions");
    const row = page
      .getByRole("row")
      .filter({ hasText: "anna" })
      .filter({ hasText: /approve/i });
    expect(await row.count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test("an operator asks for erasures, gives one up, finds a person in the audit, and certifies the erasure", async () => {
    const { sandbox, run, signIn } = service;
    await sandbox.addUsers([
      { id: "customer-0001", name: "Sample Heron", email: ["sample@example.com"], createdAt: 1 },
      { id: "customer-0002", name: "Sample Rook", createdAt: 2 },
    ]);
    const { page, complaints } = await signIn("ben", "operator");

    // A request for somebody under a legal hold waits, and can be given up.
    await page.goto("/holds/new");
    await page.getByLabel(/^User ID/).fill("customer-0002");
    await page.getByLabel(/^Ground/).selectOption("e");
    await page.getByLabel("Who answers for it").fill("Legal department");
    await page.getByRole("button", { name: "Place the hold" }).click();
    await page.waitForURL(/\/holds(?:\?|\/[\da-f-]{36})/);
    const ask = async (userId: string) => {
      await page.goto("/requests");
      await page.getByRole("link", { name: "New request" }).click();
      await page.getByLabel("User IDs at TalkJS").fill(userId);
      await page.getByLabel(/Reason or reference/).fill("Letter of the person");
      await page.locator("main button.main").click();
      await page.waitForURL(/\/requests\/[\da-f-]{36}/);
    };
    await ask("customer-0002");
    await page.getByText("Under legal hold").first().waitFor();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Cancel the request" }).click();
    await page.getByText("Cancelled").first().waitFor();
    expect((await sandbox.users()).get("customer-0002")?.name).toBe("Sample Rook");

    await ask("customer-0001");
    // Live, without a touch.
    await page.locator("main .state", { hasText: "Completed" }).first().waitFor();
    expect((await sandbox.users()).get("customer-0001")?.name).toBe("[DELETED]");
    expect(await page.content()).not.toContain("customer-0001");

    const file = await download(page, () => page.getByRole("button", { name: /^File/ }).click());
    const pdf = await download(page, () => page.getByRole("button", { name: /^PDF/ }).click());
    expect(pdf.body.subarray(0, 5).toString()).toBe("%PDF-");
    const keys = JSON.parse(await run("keys", "list", "--json")) as KeysView;
    const auditor = await verifyAlone(file.body, keys.signing[0]?.verifierKey ?? "", "customer-0001");
    expect([auditor.status, auditor.stderr], auditor.stdout).toEqual([0, ""]);

    await page.goto("/audit");
    await page.getByLabel("User ID at TalkJS").fill("customer-0001");
    await page.getByRole("button", { name: "Search" }).click();
    expect(new URL(page.url()).search).toBe("");
    const found = await page.locator("main").innerText();
    expect(found).toMatch(/Erased[\s\S]*sealed under the checkpoint/);
    expect(await page.content()).not.toContain("customer-0001");

    await page.goto("/audit/log");
    await page.getByRole("button", { name: "Verify now" }).click();
    await page
      .getByText(/The log holds|holds/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test("a viewer reads everything, is shown nothing to press, and is refused", async () => {
    const { sandbox, plan, signIn, url } = service;
    await sandbox.addUsers([{ id: "for-nina", name: "Sample Robin", createdAt: 3 }]);
    const run = `/runs/${await plan()}`;
    const { page, context, complaints } = await signIn("nina", "viewer");
    await page.goto(run);
    expect(await page.getByText("Waits for approval").first().isVisible()).toBe(true);
    expect(await page.locator("main form").count()).toBe(0);
    // Whoever makes the form for themselves is refused, and that is on record.
    await page.goto("/account");
    const csrf = await page.locator('input[name="csrf"]').first().inputValue();
    const answer = await context.request.post(`${url}${run}/approve`, {
      form: { csrf },
      headers: { Origin: url },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("approver");
    await page.goto(run);
    expect(await page.getByText("Nothing has been changed yet").isVisible()).toBe(true);
    await page.goto("/audit/actions");
    const row = page
      .getByRole("row")
      .filter({ hasText: "nina" })
      .filter({ hasText: /approve/i });
    expect(await row.first().innerText()).toMatch(/denied|not permitted|refused/i);
    expect(complaints).toEqual([]);
  });

  test("a link signs somebody in to choose a password, which signs them in again; sessions end everywhere", async () => {
    const { run, browser, url } = service;
    const link = new URL((await run("account", "create", "--name", "dora", "--role", "viewer")).trim());
    const { page, complaints } = await openTab(browser, url);
    await page.goto(link.pathname + link.search);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("New password again").fill(PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    // Whoever goes on before the answer is there may take the form back.
    await page.getByRole("heading", { name: "Change your password" }).waitFor();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.waitForURL(`${url}/sign-in`);
    await page.goto("/runs");
    expect(page.url()).toBe(`${url}/sign-in?to=%2Fruns`);
    const enter = async (password: string) => {
      await page.getByLabel("Name").fill("dora");
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await enter("not the one that it is");
    expect(await page.getByRole("alert").textContent()).toContain("Name or password is wrong");
    await enter(PASSWORD);
    await page.waitForURL(`${url}/runs`);
    // Nobody sees a page with the back button after they have left.
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL(`${url}/sign-in`);
    await page.goBack();
    expect(page.url()).toContain("/sign-in");
    expect(complaints).toEqual([]);
  });

  test("can be used with the keyboard alone", async () => {
    const { sandbox, plan, signIn } = service;
    await sandbox.addUsers([{ id: "for-otto", name: "Sample Wren", createdAt: 4 }]);
    const { page, complaints } = await signIn("otto", "approver");
    await page.goto(`/runs/${await plan()}`);
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

describe("the dashboard's pages", () => {
  test("are accessible, hold still, fit a phone, stay small, and can be read without a script", async () => {
    const pages = await pagesInUse(service);
    const { page, context, complaints } = await service.signIn("rosa", "approver", { bypassCSP: true });
    const problems: string[] = [];
    for (const { name, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      // In small, those that stand for the others.
      for (const { path } of pages.filter(({ isTypical }) => full || isTypical)) {
        await page.goto(path);
        const found = [...(await violations(page)), ...(await misfits(page))];
        problems.push(...found.map((one) => `${path}, ${name}: ${one}`));
      }
    }
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);

    // A browser that was never here pays for everything.
    const { cookies } = await context.storageState();
    const stranger = async (javaScriptEnabled: boolean) => {
      const storageState = { cookies, origins: [] };
      return (await openTab(service.browser, service.url, { storageState, javaScriptEnabled })).page;
    };
    const cold = await stranger(true);
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
    const plain = await stranger(false);
    for (const { path } of pages.filter(({ isTypical }) => full || isTypical)) {
      await plain.goto(path);
      expect((await plain.locator("main").innerText()).length, path).toBeGreaterThan(20);
    }
    await plain.goto("/account");
    await plain.getByRole("radio", { name: "Dark" }).check();
    await plain.getByRole("button", { name: "Save" }).click();
    expect(await plain.locator("html").getAttribute("data-theme")).toBe("dark");
  });
});
