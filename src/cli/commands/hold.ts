import { Option, type Command } from "commander";
import { GROUNDS_HELP, HOLD_GROUNDS } from "../../model/law.js";
import { NewHoldSchema, type HoldView } from "../../contracts/holds.js";
import * as Holds from "../../contracts/holds.js";
import { withApi } from "../api/with-api.js";
import { checkBody } from "../input/check-body.js";
import type { CommonOptions } from "../io/output.js";
import { holdLines, holdTable } from "../lines/hold-lines.js";
import type { Invocation } from "../invocation.js";
import { moment } from "../input/moment.js";
import { oneUserId } from "../input/one-user-id.js";
import { uuidArgument } from "../input/uuid-argument.js";

/** The most that the API gives at once. */
const PAGE = 200;

const holdId = uuidArgument("scrubjay hold list");

interface AddOptions extends CommonOptions {
  ground: string;
  owner: string;
  until?: string;
  reason?: string;
}

export function registerHold(program: Command, invocation: Invocation): void {
  const hold = program
    .command("hold")
    .summary("legal holds: people whose data must not be erased now")
    .description(
      "Legal holds (GDPR Art. 17(3)). While one stands, nothing of that person is edited; requests about them wait.",
    );

  hold
    .command("add")
    .argument("[userId]", "the user's ID; - reads it from standard input, so that it shows in no history")
    .addOption(
      new Option("--ground <letter>", `of Art. 17(3): ${GROUNDS_HELP}`)
        .choices(HOLD_GROUNDS)
        .makeOptionMandatory(),
    )
    .requiredOption("--owner <name>", "who answers for it, such as a department; no personal data")
    .option("--until <time>", "when it ends by itself; a date includes that day", moment("end"))
    .option("--reason <text>", "for the record, such as the number of a case; no personal data")
    .summary("put a person under a legal hold")
    .description(
      "Puts a person under a legal hold. The user ID is turned into its pseudonym and stored nowhere.",
    )
    .action(async (argument: string | undefined, options: AddOptions) => {
      const userId = await oneUserId(invocation, argument, "USAGE.nobodyToHold");
      const { ground, owner, until: endsAt, reason } = options;
      const body = checkBody(NewHoldSchema, { userId, ground, owner, endsAt, reason });
      await withApi({ invocation, name: "hold add", options }, "ledger", async (api, out) => {
        const added = await api.call(Holds.add, { body });
        out.result(added, [...holdLines(added), "", `Lift it with: scrubjay hold lift ${added.id}`]);
      });
    });

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
}
