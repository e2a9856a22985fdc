import { z } from "@hono/zod-openapi";
import type { Command } from "commander";
import * as Log from "../../../contracts/log.js";
import type { RestartedLogView } from "../../../contracts/log.js";
import { FreeText } from "../../../contracts/fields.js";
import { withApi } from "../../api/with-api.js";
import { printable } from "../../io/printable.js";
import { checkBody } from "../../input/check-body.js";
import { columns } from "../../io/columns.js";
import { type CommonOptions, count } from "../../io/output.js";
import { confirm } from "../../io/confirm.js";
import type { Invocation } from "../../invocation.js";

interface RestartOptions extends CommonOptions {
  reason: string;
  yes?: boolean;
}

export function registerRestart(audit: Command, invocation: Invocation): void {
  audit
    .command("restart")
    .requiredOption("--reason <text>", "why, for everybody who verifies it later; no personal data")
    .option("-y, --yes", "don't ask")
    .summary("begin a new log where the old one is damaged for good")
    .description(
      "The way out when entries of the sealed log are lost for good, and nothing is sealed or begun any more. Closes the log " +
        "and begins a new one, whose first entry says why, what was found wrong, and which checkpoint was the last. Nothing " +
        "is deleted or mended. Restore a backup instead if there is one. Only where the ledger's key is: no token may.",
    )
    .action(async (options: RestartOptions) => {
      const body = checkBody(z.strictObject({ reason: FreeText }), { reason: options.reason });
      await withApi({ invocation, name: "audit restart", options }, "ledger", async (api, out) => {
        await confirm(out, question(api.app), options.yes ?? false);
        const restarted = await api.call(Log.restart, { body });
        out.result(restarted, lines(restarted));
      });
    });
}

const question = (app: string): string =>
  `This closes the sealed log of app ${app} for good and begins a new one. That something was lost or changed is then ` +
  "written in it, for everybody who verifies it; no backup can be put back any more.";

function lines({ origin, replaces, orphans, size, verifierKey }: RestartedLogView): string[] {
  const { entries, actions } = orphans;
  return [
    `A new log has begun: ${origin}`,
    ...columns([
      ["  in place of", replaces.origin],
      ["  found in that one", `${count(replaces.findings)}, as its first entry says`],
      ["  in no log", `${count(entries)} entries and ${count(actions)} actions; it has their digest`],
      ["  entries now", count(size)],
      ["  verifier key", verifierKey],
    ]),
    "Next:",
    "  1. Start the services and workers again.",
    "  2. Hand the verifier key to your auditors: it is another one, because the log has another name.",
    "  3. See that it holds, and what it says about the old one: scrubjay audit verify",
  ].map(printable);
}
