import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { commandEnvironment } from "../e2e/command-environment.js";
import { LOOKS, misfits, violations } from "../e2e/page-quality.js";
import { openBrowser, openTab } from "../support/browser.js";
import { scrubjay } from "../support/cli.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";

/** A figure of the page becomes one that fits. */
async function figure(page: Page, selector: string, fits: (value: number) => boolean): Promise<void> {
  const read = async () => Number(((await page.locator(selector).textContent()) ?? "").replace(/\D/g, ""));
  await until(`${selector} fits`, async () => fits(await read()));
}

test("shows what a run changes while it changes it, until nobody holds personal data", async () => {
  const sandbox = await startTestSandbox({ users: 1_000 });
  const { cwd, env } = await commandEnvironment(sandbox);
  const { page, complaints } = await openTab(await openBrowser(), sandbox.url);
  await page.goto("/");
  await figure(page, "#n-users", (n) => n === 1_000);
  await figure(page, "#n-personal", (n) => n > 900);
  // Slow enough that somebody who looks sees it happen.
  await sandbox.setFaults([{ kind: "latency", ms: 700, match: { method: "PUT" } }]);
  const policy = "version: 2\nselect: { all: true }\nlimits: { maxUsers: 1000, maxShare: 100% }\n";
  await writeFile(join(cwd, "policy.yaml"), policy);
  const run = scrubjay(["run", "--yes", "--policy", "policy.yaml"], { cwd, env });
  await figure(page, "#n-changes", (n) => n > 0);
  await page.locator("#journal li").first().waitFor();
  const ended = await run;
  expect(ended.code, ended.stderr).toBe(0);
  await figure(page, "#n-personal", (n) => n === 0);
  await page.locator("#rows td", { hasText: "[DELETED]" }).first().waitFor();
  await page.locator("#journal button").first().click();
  await page.locator("#detail pre", { hasText: "[DELETED]" }).first().waitFor();
  expect(complaints).toEqual([]);
});

test("changes the app's rules and its faults", async () => {
  const sandbox = await startTestSandbox({ users: 10 });
  const { page, complaints } = await openTab(await openBrowser(), sandbox.url);
  await page.goto("/");
  await page.getByLabel("Browsers write users").uncheck();
  await page.getByText("Where TalkJS's behaviour is unknown").click();
  await page.getByLabel("DELETE of a message that isn't there").selectOption("taken");
  await page.getByRole("button", { name: "Refuse a tenth (429)" }).click();
  await page.locator("#faults code", { hasText: '"429"' }).waitFor();
  const settings = await (await fetch(`${sandbox.url}/_sandbox/settings`)).json();
  expect(settings).toMatchObject({ syncUsers: false, assumed: { messageDeletedTwice: "taken" } });
  await page.getByRole("button", { name: "End all" }).click();
  await page.locator("#faults li").waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("runs nothing of what people are called, and shuts nobody out on either width", async () => {
  const sandbox = await startTestSandbox({ users: 0 });
  const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  await sandbox.addUsers([{ id: hostile, name: hostile, email: [hostile], custom: { [hostile]: hostile } }]);
  await sandbox.edit(hostile, { name: `${hostile} again` });
  const browser = await openBrowser();
  for (const { name, ...look } of LOOKS) {
    const { page, complaints } = await openTab(browser, sandbox.url, { ...look, bypassCSP: true });
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto("/");
    await page.locator("#rows td", { hasText: "onerror" }).first().waitFor();
    await page.locator("#journal button", { hasText: "onerror" }).first().waitFor();
    expect(await violations(page), name).toEqual([]);
    expect(await misfits(page), name).toEqual([]);
    await page.locator("#rows button").first().click();
    await page.locator("#detail pre").first().waitFor();
    expect(await page.locator("img, script:not([src])").count()).toBe(0);
    expect(complaints, name).toEqual([]);
  }
});
