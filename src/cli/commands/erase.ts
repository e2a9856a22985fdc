import type { Command } from "commander";
import { failure } from "../../base/errors.js";
import { plural } from "../../model/words.js";
import { withApi } from "../api/with-api.js";
import { carryOut } from "../work/carry-out.js";
import { confirm } from "../io/confirm.js";
import type { Invocation } from "../invocation.js";
import { loadPolicy, warningLines } from "../input/policy-file.js";
import { reportRun } from "../lines/report.js";
import { COLUMN_HELP, IDS_HELP, openUserIds, valuesOf } from "../input/user-ids.js";
import type { PolicyOptions } from "./plan.js";

export function registerErase(program: Command, invocation: Invocation): void {
  program
    .command("erase")
    .argument(
      "[userId...]",
      "user IDs; they show in the shell's history and in process lists: --ids avoids that",
    )
    .option(
      "-p, --policy <file>",
      "policy file: what to blank, and whom it excludes; its selection and limits on numbers don't apply",
    )
    .option("--ids <file>", IDS_HELP)
    .option("--column <name>", COLUMN_HELP)
    .option("-y, --yes", "don't ask")
    .summary("erase named users now, ahead of every sweep")
    .description(
      "Erases the named users through the urgent lane, reads them back and records each in the audit log.",
    )
    .action(async (userIds: string[], options: PolicyOptions & { yes?: boolean }) => {
      const ids = await idsOf(userIds, options, invocation);
      const { policy, warnings } = await loadPolicy(options.policy, invocation);
      await withApi({ invocation, name: "erase", options }, "work", async (api, out, signal) => {
        for (const line of warningLines(warnings)) out.say(line);
        const who = userIds.length > 0 ? plural(userIds.length, "user") : "the listed users";
        await confirm(out, `This blanks ${who} of app ${api.app} for good.`, options.yes ?? false);
        const request = { kind: "erasure", policy, apply: true, ids } as const;
        await reportRun(api, await carryOut(api, request, out, signal), out);
      });
    });
}

async function idsOf(
  userIds: string[],
  { ids: source, column }: PolicyOptions,
  invocation: Invocation,
): Promise<string[] | AsyncGenerator<string>> {
  if (source !== undefined && userIds.length > 0) throw failure("USAGE.idsTwice");
  if (source !== undefined) return valuesOf(await openUserIds(source, column, invocation));
  if (column !== undefined) throw failure("USAGE.columnOfNothing");
  if (userIds.length === 0 || userIds.some((id) => id.trim() === "")) throw failure("USAGE.nobodyToErase");
  return userIds;
}
