import type { Command } from "commander";
import * as UnknownFields from "../../contracts/unknown-fields.js";
import { plural } from "../../model/words.js";
import { withApi } from "../api/with-api.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";

export function registerFields(program: Command, invocation: Invocation): void {
  const fields = program
    .command("fields")
    .summary("fields that TalkJS sends and Scrubjay doesn't know")
    .description("Shows the fields that TalkJS sends and Scrubjay doesn't know, and has them tried again.");

  fields
    .command("list")
    .summary("list them, and whether they can be cleared")
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "fields list", options }, "ledger", async (api, out) => {
        const found = (await api.call(UnknownFields.list, {})).fields;
        const lines = found.map(({ field, text }) => text ?? `The policy keeps \`${field}\`.`);
        out.result(found, lines.length > 0 ? lines : ["There are none."]);
      });
    });

  fields
    .command("retry")
    .argument("[names...]", "as the list has them; without any, all that TalkJS refused or kept")
    .summary("have it tried again whether they can be cleared")
    .description(
      "Forgets what was found out, such as when TalkJS says that a field can be cleared now. The next run that comes to " +
        "somebody who has one tries it.",
    )
    .action(async (names: string[], options: CommonOptions) => {
      await withApi({ invocation, name: "fields retry", options }, "ledger", async (api, out) => {
        const body = names.length > 0 ? { fields: names } : {};
        const { fields: again } = await api.call(UnknownFields.retry, { body });
        const told = `${plural(again.length, "field")}: ${again.join(", ")}. The next run tries.`;
        out.result({ fields: again }, [
          again.length > 0 ? told : "Nothing was found out about such a field.",
        ]);
        if (again.length === 0) out.fail();
      });
    });
}
