import type { Command } from "commander";
import { reconcile } from "../../service/reconcile.js";
import { withRuntime } from "../command.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";

export function registerReconcile(program: Command, invocation: Invocation): void {
  program
    .command("reconcile")
    .summary("fill the queues in Redis again from the ledger")
    .description(
      "Fills the queues in Redis again from the ledger, after Redis was lost, wiped or replaced. Also done at the start " +
        "of every command that works, and by running workers within a second; doing it once more does no harm.",
    )
    .action(async (options: CommonOptions) => {
      await withRuntime({ invocation, name: "reconcile", options }, async (runtime, out) => {
        const runs = await reconcile(runtime.context);
        const found =
          runs === 0
            ? "No run has work to do."
            : runs === 1
              ? "1 run has work to do; its jobs are in Redis."
              : `${runs} runs have work to do; their jobs are in Redis.`;
        out.result({ runs }, [found]);
      });
    });
}
