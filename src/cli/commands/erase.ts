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
import type { Entry } from "../input/list/list.js";
import type { Output } from "../io/output.js";
import type { ApiClient } from "../api/client.js";
import { claimResultFile, resultsOfList, type ResultFile } from "../work/listed-results.js";
import type { PolicyOptions } from "./plan.js";

interface EraseOptions extends PolicyOptions {
  results?: string;
  yes?: boolean;
}

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
    .option(
      "--results <file>",
      "write how it went for each line of the list into this new file: CSV of line, result, reason, without any user ID",
    )
    .option("-y, --yes", "don't ask")
    .summary("erase named users now, ahead of every sweep")
    .description(
      "Erases the named users through the urgent lane, reads them back and records each in the audit log.",
    )
    .action(async (userIds: string[], options: EraseOptions) => {
      const { results } = options;
      if (results !== undefined && options.ids === undefined) throw failure("USAGE.resultsOfNothing");
      const ids = await idsOf(userIds, options, invocation);
      const { policy, warnings } = await loadPolicy(options.policy, invocation);
      const file = results === undefined ? undefined : await claimResultFile(invocation.pathOf(results));
      try {
        await withApi({ invocation, name: "erase", options }, "work", async (api, out, signal) => {
          for (const line of warningLines(warnings)) out.say(line);
          const who = userIds.length > 0 ? plural(userIds.length, "user") : "the listed users";
          await confirm(out, `This blanks ${who} of app ${api.app} for good.`, options.yes ?? false);
          const kept: Entry[] = [];
          const entries = file ? keeping(ids, kept) : ids;
          const request = { kind: "erasure", policy, apply: true, ids: valuesOf(entries) } as const;
          const view = await carryOut(api, request, out, signal);
          await reportRun(api, view, out);
          if (file) await writeResults(api, view.run, kept, file, out);
        });
      } finally {
        await file?.abandon();
      }
    });
}

/** What a list says, kept so that it can be asked for again: standard input comes once. */
async function* keeping(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  kept: Entry[],
): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    kept.push(entry);
    yield entry;
  }
}

async function writeResults(
  api: ApiClient,
  run: number,
  entries: Entry[],
  file: ResultFile,
  out: Output,
): Promise<void> {
  try {
    out.say(
      `The results of ${plural(await file.write(resultsOfList(api, run, entries)), "line")} are written.`,
    );
  } catch (error) {
    out.say(
      `The results weren't written; what was done stands. Ask for them: scrubjay results ${run} --ids <file>`,
    );
    throw error;
  }
}

async function idsOf(
  userIds: string[],
  { ids: source, column }: PolicyOptions,
  invocation: Invocation,
): Promise<Entry[] | AsyncGenerator<Entry>> {
  if (source !== undefined && userIds.length > 0) throw failure("USAGE.idsTwice");
  if (source !== undefined) return openUserIds(source, column, invocation);
  if (column !== undefined) throw failure("USAGE.columnOfNothing");
  if (userIds.length === 0 || userIds.some((id) => id.trim() === "")) throw failure("USAGE.nobodyToErase");
  return userIds.map((value, index) => ({ line: index + 1, value }));
}
