import type { Command } from "commander";
import { isBlanked } from "../../model/outcome.js";
import { plural } from "../../model/words.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import { COLUMN_HELP, IDS_HELP, openUserIds } from "../input/user-ids.js";
import type { Invocation } from "../invocation.js";
import type { CommonOptions } from "../io/output.js";
import { resultLines } from "../lines/result-lines.js";
import { claimResultFile, resultsOfList, type LineResult } from "../work/listed-results.js";

interface ResultsOptions extends CommonOptions {
  ids: string;
  column?: string;
  out?: string;
}

export function registerResults(program: Command, invocation: Invocation): void {
  program
    .command("results")
    .argument("<run>", "number of the run", runNumber)
    .requiredOption("--ids <file>", `whom to ask about: ${IDS_HELP}`)
    .option("--column <name>", COLUMN_HELP)
    .option("--out <file>", "write this new file, as CSV; without it, to standard output")
    .summary("how a run went for each line of a list")
    .description(
      "Tells how a run went for each line of a list, by the number of the line: no user ID is repeated. Reads the ledger only. " +
        "The exit code is 1 when anybody of the list isn't erased.",
    )
    .action(async (run: number, options: ResultsOptions) => {
      const entries = await openUserIds(options.ids, options.column, invocation);
      const path = options.out;
      const file = path === undefined ? undefined : await claimResultFile(invocation.pathOf(path));
      try {
        await withApi({ invocation, name: "results", options }, "ledger", async (api, out) => {
          let missed = 0;
          const counted = counting(resultsOfList(api, run, entries), ({ result }) => {
            if (!isBlanked(result)) missed += 1;
          });
          if (file) {
            const lines = await file.write(counted);
            out.result({ file: path, lines }, [`${path}: ${plural(lines, "line")}`]);
          } else {
            const all: LineResult[] = [];
            for await (const result of counted) all.push(result);
            out.result(all, resultLines(all));
          }
          if (missed > 0) out.fail();
        });
      } finally {
        await file?.abandon();
      }
    });
}

async function* counting(
  results: AsyncIterable<LineResult>,
  seen: (result: LineResult) => void,
): AsyncGenerator<LineResult> {
  for await (const result of results) {
    seen(result);
    yield result;
  }
}
