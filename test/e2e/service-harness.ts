import { spawnSync } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page, Browser } from "playwright-core";
import { expect } from "vitest";
import type { Role } from "../../src/model/roles.js";
import { BundleAuthenticator } from "../../src/audit/bundle-authenticator.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { openRepositories } from "../../src/ledger/repositories.js";
import type { RunView } from "../../src/contracts/runs.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { openBrowser, openTab, type Tab } from "../support/browser.js";
import type { Finished } from "../support/finished.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { APP_ID, KEY } from "./evidence.js";
import { pauseEdits, type PausedEdits } from "./paused-edits.js";
import { commandEnvironment } from "./command-environment.js";

export const POLICY = `version: 1
select: { all: true }
limits: { maxUsers: 10000, maxShare: 100% }
schedules:
  - { name: nightly, cron: "30 2 * * *", timeZone: Europe/Berlin }
`;
const ALONE = fileURLToPath(new URL("../../dist/verify.js", import.meta.url));
const OWNER = { name: "cli", role: "owner" } as const;

/** A service on a database of its own with a local TalkJS, as people meet it in a browser. */
export interface ServiceHarness {
  sandbox: TestSandbox;
  edits: PausedEdits;
  url: string;
  browser: Browser;
  /** A command with the service's settings. */
  run: (...args: string[]) => Promise<string>;
  /** Plans a run over everybody. @returns its number. */
  plan: () => Promise<number>;
  /** Makes an account and signs it in. */
  signIn: (name: string, role: Role, options?: Parameters<typeof openTab>[2]) => Promise<Tab>;
}

export async function serviceHarness(users: number, finished: Finished): Promise<ServiceHarness> {
  const sandbox = await startTestSandbox({ users, seed: 4 }, finished);
  const edits = await pauseEdits(sandbox.url, finished);
  const { cwd, env: settings, database } = await commandEnvironment(sandbox, finished);
  const env = { ...settings, ...edits.env, SCRUBJAY_POLICIES: "." };
  await writeFile(join(cwd, "everybody.yaml"), POLICY);
  const service = startScrubjay(["serve", "--port", "0"], { cwd, env });
  finished(async () => {
    service.kill("SIGKILL");
    await service.exited;
  });
  const [, url = ""] = await service.untilOutput(/ at (http:\/\/127\.0\.0\.1:\d+)/);
  const ledger = await openServerLedger(database.url, KEY);
  finished(() => ledger.close());
  const { accounts, sessions } = openRepositories(ledger.db, APP_ID, new BundleAuthenticator(KEY));
  const browser = await openBrowser(finished);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await scrubjay(args, { cwd, env });
    expect(code, stderr).toBe(0);
    return stdout;
  };
  return {
    sandbox,
    edits,
    url,
    browser,
    run,
    plan: async () => (JSON.parse(await run("plan", "-p", "everybody.yaml", "--json")) as RunView).run,
    async signIn(name, role, options) {
      const now = new Date();
      const { id } = await accounts.create({ name, role }, OWNER, now);
      const tab = await openTab(browser, url, options);
      const value = await sessions.begin({ accountId: id }, now);
      await tab.context.addCookies([{ name: "scrubjay", value, url }]);
      await tab.page.goto("/");
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

/** What somebody outside is told by the program that stands alone, with nothing but the certificate and the key. */
export async function verifyAlone(certificate: Buffer, verifierKey: string, userId: string) {
  const cwd = await tempFolder();
  await copyFile(ALONE, join(cwd, "verify.js"));
  await writeFile(join(cwd, "certificate.json"), certificate);
  await writeFile(join(cwd, "key.txt"), `${verifierKey}\n`);
  const args = ["verify.js", "certificate.json", "--vkey", "key.txt", "--user-id", userId];
  return spawnSync(process.execPath, args, { cwd, env: {}, encoding: "utf8" });
}
