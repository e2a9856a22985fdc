import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { Finished } from "./finished.js";
import { program } from "./programs.js";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Milliseconds: for any machine, so that a failure means that it never happens. */
const PATIENCE_MS = 300_000;

/** A tab in a real Chromium, and all that went wrong in it. */
export interface Tab {
  page: Page;
  context: BrowserContext;
  /** Errors and warnings on the console, uncaught errors, and requests to any other host. */
  complaints: string[];
}

export async function openBrowser(finished: Finished = onTestFinished): Promise<Browser> {
  const executablePath = await program(["chromium", "chromium-browser", "google-chrome"], "chromium");
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS, timeout: PATIENCE_MS });
  finished(() => browser.close());
  return browser;
}

/** A browser of somebody's own: nothing of another tab's cookies. */
export async function openTab(
  browser: Browser,
  url: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Tab> {
  const context = await browser.newContext({ baseURL: url, acceptDownloads: true, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // A page that answers 4xx on purpose is told on the console too; the test looks at the page itself.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return;
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(?:data|blob):/.test(request.url()))
      complaints.push(`request to ${new URL(request.url()).host}`);
  });
  return { page, context, complaints };
}
