import type { Command } from "commander";
import { failure } from "../../../base/errors.js";
import * as Log from "../../../contracts/log.js";
import type { Publications } from "../../../contracts/log.js";
import { withApi } from "../../api/with-api.js";
import { type CommonOptions, count } from "../../io/output.js";
import { columns } from "../../io/columns.js";
import type { Invocation } from "../../invocation.js";

type Target = Publications["targets"][number];

const SETTINGS: Record<Target, string> = {
  folder: "SCRUBJAY_PUBLISH_FOLDER",
  command: "SCRUBJAY_PUBLISH_COMMAND",
};

export function registerPublish(audit: Command, invocation: Invocation): void {
  audit
    .command("publish")
    .summary("publish the newest checkpoint now to where the settings say")
    .description(
      `Publishes the newest signed checkpoint to ${Object.values(SETTINGS).join(" and ")} without waiting for ` +
        "SCRUBJAY_PUBLISH_EVERY. Who has the newest already gets nothing. The exit code is 1 when one didn't take it.",
    )
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "audit publish", options }, "ledger", async (api, out) => {
        const publications = await api.call(Log.publish);
        const { targets, size, published } = publications;
        if (targets.length === 0) throw failure("USAGE.publishedNowhere");
        out.result(publications, lines(publications));
        if (size === null || published.some(({ code }) => code !== null)) out.fail();
      });
    });
}

function lines({ targets, size, published }: Publications): string[] {
  if (size === null) return ["There is no checkpoint yet: it is signed when something is first sealed."];
  const outcome = (target: Target): string => {
    const done = published.find((one) => one.target === target);
    if (!done) return "has it already";
    return done.code === null ? "taken" : `NOT TAKEN (${done.code})`;
  };
  return [
    `The checkpoint over ${count(size)} entries:`,
    ...columns(targets.map((target) => [`  ${target}`, SETTINGS[target], outcome(target)])),
  ];
}
