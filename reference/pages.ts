import { format, resolveConfig } from "prettier";
import { cliPage } from "./cli.js";
import { eventsPage } from "./events.js";
import { fieldsPage } from "./fields.js";
import { metricsPage } from "./metrics.js";
import { policyPage } from "./policy.js";
import { problemsPage } from "./problems.js";
import { settingsPage } from "./settings.js";

/** The pages that are made, by their file in docs/reference. */
export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  "cli.md": cliPage,
  "events.md": eventsPage,
  "fields.md": fieldsPage,
  "metrics.md": metricsPage,
  "policy.md": policyPage,
  "problems.md": problemsPage,
  "settings.md": settingsPage,
};

export const pathOf = (page: string) => new URL(`../docs/reference/${page}`, import.meta.url).pathname;

/** As it has to be in its file. */
export async function rendered(page: string): Promise<string> {
  const options = await resolveConfig(pathOf(page));
  return format(`${await PAGES[page]?.()}\n`, { ...options, parser: "markdown" });
}
