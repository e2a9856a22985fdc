import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { cliPage } from "./cli.js";
import { eventsPage } from "./events.js";
import { examplePolicy } from "./example-policy.js";
import { fieldsPage } from "./fields.js";
import { lifecyclesPage } from "./lifecycles.js";
import { metricsPage } from "./metrics.js";
import { policyPage } from "./policy.js";
import { problemsPage } from "./problems.js";
import { questionsPage } from "./questions.js";
import { settingsPage } from "./settings.js";

/** The files that are made, wholly or in part, by their path in the repository; each of what stands there now. */
export const PAGES: Readonly<Record<string, (before: string) => string | Promise<string>>> = {
  "docs/reference/cli.md": cliPage,
  "docs/reference/events.md": eventsPage,
  "docs/reference/fields.md": fieldsPage,
  "docs/reference/metrics.md": metricsPage,
  "docs/reference/policy.md": policyPage,
  "docs/reference/problems.md": problemsPage,
  "docs/reference/questions.md": questionsPage,
  "docs/reference/settings.md": settingsPage,
  "docs/design/lifecycles.md": lifecyclesPage,
  "policies/default.yaml": examplePolicy,
};

export const pathOf = (page: string) => new URL(`../${page}`, import.meta.url).pathname;

export const readPage = (page: string): Promise<string> => readFile(pathOf(page), "utf8").catch(() => "");

/** As it has to be in its file. */
export async function rendered(page: string): Promise<string> {
  const options = await resolveConfig(pathOf(page));
  const text = await PAGES[page]?.(await readPage(page));
  return format(`${text}\n`, { ...options, filepath: pathOf(page) });
}
