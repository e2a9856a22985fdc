import { readFileSync } from "node:fs";
import { code, table } from "./markdown.js";
import { readSettingsFile, type DescribedSetting } from "./settings-file.js";

export const sections = readSettingsFile(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));

function fallbackOf({ fallback, isRequired }: DescribedSetting): string {
  if (isRequired) return "required";
  return fallback === "" ? "" : code(fallback);
}

export function settingsPage(): string {
  const bodies = sections.map(({ title, intro, settings }) => {
    const rows = settings.map((setting) => [
      code(setting.name),
      fallbackOf(setting),
      setting.description.replace(/\.$/, ""),
    ]);
    return [`## ${title}`, intro, table(["Setting", "Default", "Meaning"], rows)]
      .filter((part) => part !== "")
      .join("\n\n");
  });
  return `# Settings

From the environment, or a file \`.env\` in the working directory; the environment wins. An empty value counts as unset.
The file is UTF-8, or UTF-16. A name in it that begins with \`SCRUBJAY_\` or \`TALKJS_\` and isn't here is refused, in the environment one that is nearly
one of these: a mistyped safety would be off without a word. What container platforms set for a service called like us is passed over.
Made from [.env.example](../../.env.example).

All processes that share a ledger need the same settings of quota, Redis, database, keys, callbacks, webhooks and OpenDSR: any of
them may end a request, and any may send what is to be told.

${bodies.join("\n\n")}`;
}
