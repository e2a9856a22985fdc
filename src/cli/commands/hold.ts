import type { Command } from "commander";
import type { HoldView } from "../../contracts/holds.js";
import * as Holds from "../../contracts/holds.js";
import { withApi } from "../api/with-api.js";
import type { CommonOptions } from "../io/output.js";
import { holdLines, holdTable } from "../lines/hold-lines.js";
import type { Invocation } from "../invocation.js";
import { uuidArgument } from "../input/uuid-argument.js";
import { registerAdd } from "./hold/add.js";

/** The most that the API gives at once. */
const PAGE = 200;

const holdId = uuidArgument("scrubjay hold list");

export function registerHold(program: Command, invocation: Invocation): void {
  const hold = program
    .command("hold")
    .summary("legal holds: people whose data must not be erased now")
    .description(
      "Legal holds (GDPR Art. 17(3)). While one stands, nothing of that person is edited; requests about them wait.",
    );

  registerAdd(hold, invocation);

  hold
    .command("list")
    .option("-a, --all", "those that were lifted or are over, too")
    .summary("list them, newest first")
    .description("Lists the legal holds that stand, newest first.")
    .action(async (options: CommonOptions & { all?: boolean }) => {
      await withApi({ invocation, name: "hold list", options }, "ledger", async (api, out) => {
        const holds: HoldView[] = [];
        const query = { standing: options.all ? "false" : "true", limit: PAGE };
        for await (const hold of api.all(Holds.list, query)) holds.push(hold);
        const none = [options.all ? "There was no legal hold yet." : "No legal hold stands."];
        out.result(holds, holds.length > 0 ? holdTable(holds) : none);
      });
    });

  hold
    .command("lift")
    .argument("<id>", "ID of the hold", holdId)
    .summary("lift one; requests that wait for it go on")
    .description("Lifts a legal hold. Requests that wait for it go on as soon as a service or a worker runs.")
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "hold lift", options }, "work", async (api, out) => {
        const lifted = await api.call(Holds.lift, { params: { id } });
        out.result(lifted, holdLines(lifted));
      });
    });

  hold
    .command("confirm")
    .argument("<id>", "ID of the hold", holdId)
    .summary("confirm one on a user ID that TalkJS doesn't know")
    .description("Says that the user ID of a hold is meant as it is, although TalkJS doesn't know it (yet).")
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "hold confirm", options }, "ledger", async (api, out) => {
        const confirmed = await api.call(Holds.confirm, { params: { id } });
        out.result(confirmed, holdLines(confirmed));
      });
    });
}
