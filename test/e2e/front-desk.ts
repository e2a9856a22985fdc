import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { Role } from "../../src/model/roles.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { openBrowser, openTab, type Tab } from "../support/browser.js";
import { startTown, type Town } from "../support/town.js";
import { station } from "./station.js";

export const POLICY = `version: 1
select: { all: true }
limits: { maxUsers: 10000, maxShare: 100% }
schedules:
  - { name: nightly, cron: "30 2 * * *", timeZone: Europe/Berlin }
`;
export const PASSWORD = "several words make a good one";

/** A service on a database of its own with a local TalkJS, as people meet it in a browser. */
export interface FrontDesk {
  town: Town;
  url: string;
  /** A command with the service's settings. */
  run: (...args: string[]) => Promise<string>;
  /** Makes an account, follows its link, and chooses a password: the tab is signed in then. */
  signIn: (name: string, role: Role, options?: Parameters<typeof openTab>[2]) => Promise<Tab>;
}

export async function frontDesk(users: number, settings: Record<string, string> = {}): Promise<FrontDesk> {
  const town = await startTown({ users, seed: 4 });
  const { cwd, env } = await station(town);
  await writeFile(join(cwd, "everybody.yaml"), POLICY);
  const all = { ...env, SCRUBJAY_POLICIES: ".", ...settings };
  const service = startScrubjay(["serve", "--port", "0"], { cwd, env: all });
  onTestFinished(async () => {
    service.kill("SIGKILL");
    await service.exited;
  });
  const [, url = ""] = await service.untilOutput(/ at (http:\/\/127\.0\.0\.1:\d+)/, { within: 60_000 });
  const browser = await openBrowser();
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await scrubjay(args, { cwd, env: all });
    expect(code, stderr).toBe(0);
    return stdout;
  };
  return {
    town,
    url,
    run,
    async signIn(name, role, options = {}) {
      const link = new URL((await run("account", "create", "--name", name, "--role", role)).trim());
      const tab = await openTab(browser, url, options);
      const { page } = tab;
      await page.goto(link.pathname + link.search);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
      await page.getByLabel("New password again").fill(PASSWORD);
      await page.getByRole("button", { name: "Set the password" }).click();
      // Whoever goes on before the answer is there may take the form back.
      await page.getByRole("heading", { name: "Change your password" }).waitFor();
      await page.getByRole("link", { name: "Overview" }).click();
      return tab;
    },
  };
}

/** What a click hands out as a file. */
export async function download(
  page: Page,
  click: () => Promise<void>,
): Promise<{ name: string; body: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: file.suggestedFilename(), body: await readFile(await file.path()) };
}
