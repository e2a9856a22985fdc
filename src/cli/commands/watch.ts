import { Option, type Command } from "commander";
import * as Watches from "../../contracts/watches.js";
import { withApi } from "../api/with-api.js";
import { carryOutWatch } from "../work/carry-out-watch.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { reportWatch } from "../lines/watch-report.js";

interface WatchOptions extends CommonOptions {
  scrub?: true;
  report?: true;
  yes?: boolean;
}

export function registerWatch(program: Command, invocation: Invocation): void {
  program
    .command("watch")
    .addOption(new Option("--scrub", "scrub again whoever came back").conflicts("report"))
    .addOption(new Option("--report", "only tell; change nothing"))
    .option("-y, --yes", "don't ask before scrubbing")
    .summary("find erased people whose data came back")
    .description(
      "Checks all users for people who were erased and hold personal data again, because a client still sends it. " +
        "Whether they are scrubbed again is said by the policy that erased them, or by an option. Exit code 1 when " +
        "somebody is back and not scrubbed.",
    )
    .action(async (options: WatchOptions) => {
      await withApi({ invocation, name: "watch", options }, "work", async (api, out, signal) => {
        const onComeback = options.scrub ? "scrub" : options.report ? "report" : "policy";
        const asked = { yes: options.yes ?? false, out, signal };
        const watch = await carryOutWatch(api, { mode: "watch", onComeback }, asked);
        const { pattern } = await api.call(Watches.comebacks, { query: { limit: 1 } });
        reportWatch(watch, pattern, out);
      });
    });
}
