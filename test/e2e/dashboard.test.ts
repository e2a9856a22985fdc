import { spawnSync } from "node:child_process";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse.js";
import { tempFolder } from "../support/temp.js";
import { expectBlankAndKept } from "./evidence.js";
import { download, frontDesk, PASSWORD, POLICY } from "./front-desk.js";

const ALONE = fileURLToPath(new URL("../../dist/verify.js", import.meta.url));
const { policy } = parsePolicy(POLICY, "test");
/** So slow that a person sees it work. */
const SLOW = { TALKJS_RATE: "3", TALKJS_BURST: "4", TALKJS_QUOTA_SHARE: "1" };

describe("the dashboard in a browser", { timeout: 180_000 }, () => {
  test("an approver reviews a plan, approves it, and sees it finish without touching the page", async () => {
    const { town, run, signIn } = await frontDesk(900, SLOW);
    const before = await town.users();
    await run("plan", "-p", "everybody.yaml");
    const { page, complaints } = await signIn("anna", "approver");
    await page.getByRole("link", { name: "1 plan waits for approval" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Run 1");
    const text = await page.locator("main").innerText();
    expect(text).toMatch(/Waits for approval: \d+ users would be blanked/);
    expect(text).toContain("E-mail addresses");
    expect(text).toContain("Nothing has been changed yet");

    // Whoever says no to the question has approved nothing.
    page.once("dialog", (dialog) => void dialog.dismiss());
    await page.getByRole("button", { name: "Approve" }).click();
    expect(await page.getByText("Nothing has been changed yet").isVisible()).toBe(true);
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Approve" }).click();

    // From here on nobody touches the page.
    const seen = new Set<string | null>();
    const progress = page.locator("#standing progress");
    const isDone = async () => (await page.locator("#standing-title").textContent())?.startsWith("Done");
    while (!(await isDone())) {
      const value = await progress
        .first()
        .getAttribute("value", { timeout: 100 })
        .catch(() => null);
      if (value !== null) seen.add(value);
      await page.waitForTimeout(200);
    }
    expect(seen.size, "steps of the progress that were seen").toBeGreaterThan(2);
    expectBlankAndKept(before, await town.users(), policy);
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
    const { town, run, signIn } = await frontDesk(0);
    await town.addUsers([
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
    await page.getByRole("button", { name: "Give it up" }).click();
    await page.getByText("Cancelled").first().waitFor();
    expect((await town.users()).get("customer-0002")?.name).toBe("Sample Rook");

    await ask("customer-0001");
    // Live, without a touch.
    await page.locator("main .state", { hasText: "Completed" }).first().waitFor();
    expect((await town.users()).get("customer-0001")?.name).toBe("[DELETED]");
    expect(await page.content()).not.toContain("customer-0001");

    const file = await download(page, () => page.getByRole("button", { name: /^File/ }).click());
    const pdf = await download(page, () => page.getByRole("button", { name: /^PDF/ }).click());
    expect(pdf.body.subarray(0, 5).toString()).toBe("%PDF-");
    const { verifierKey } = (
      JSON.parse(await run("keys", "list", "--json")) as { signing: { verifierKey: string }[] }
    ).signing[0]!;
    const cwd = await tempFolder();
    await copyFile(ALONE, join(cwd, "verify.js"));
    await writeFile(join(cwd, "certificate.json"), file.body);
    await writeFile(join(cwd, "key.txt"), `${verifierKey}\n`);
    const auditor = spawnSync(
      process.execPath,
      ["verify.js", "certificate.json", "--vkey", "key.txt", "--user-id", "customer-0001"],
      { cwd, env: {}, encoding: "utf8" },
    );
    expect([auditor.status, auditor.stderr], auditor.stdout).toEqual([0, ""]);

    await page.goto("/audit");
    await page.getByLabel("User ID at TalkJS").fill("customer-0001");
    await page.getByRole("button", { name: "Look up" }).click();
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
    const { run, signIn, url } = await frontDesk(120);
    await run("plan", "-p", "everybody.yaml");
    const { page, context, complaints } = await signIn("nina", "viewer");
    await page.goto("/runs/1");
    expect(await page.getByText("Waits for approval").first().isVisible()).toBe(true);
    expect(await page.locator("main form").count()).toBe(0);
    // Whoever makes the form for themselves is refused, and that is on record.
    await page.goto("/account");
    const csrf = await page.locator('input[name="csrf"]').first().inputValue();
    const answer = await context.request.post(`${url}/runs/1/approve`, {
      form: { csrf },
      headers: { Origin: url },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("approver");
    await page.goto("/runs/1");
    expect(await page.getByText("Nothing has been changed yet").isVisible()).toBe(true);
    await page.goto("/audit/actions");
    const row = page
      .getByRole("row")
      .filter({ hasText: "nina" })
      .filter({ hasText: /approve/i });
    expect(await row.first().innerText()).toMatch(/denied|not permitted|refused/i);
    expect(complaints).toEqual([]);
  });

  test("sessions end everywhere, and a password lets its owner in again", async () => {
    const { signIn, url } = await frontDesk(0);
    const { page, complaints } = await signIn("ben", "viewer");
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.waitForURL(`${url}/sign-in`);
    await page.goto("/runs");
    expect(page.url()).toBe(`${url}/sign-in?to=%2Fruns`);
    const enter = async (password: string) => {
      await page.getByLabel("Name").fill("ben");
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
});
