import type { Command } from "commander";
import { failure } from "../../base/errors.js";
import { createTalkJS } from "../../talkjs/client.js";
import { isBare, WITNESS_NAME } from "../../talkjs/witness/witness-user.js";
import { singleCalls } from "../input/single-calls.js";
import { settingsOf } from "../input/settings.js";
import { confirm } from "../io/confirm.js";
import { createOutput, type CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";

export function registerWitness(program: Command, invocation: Invocation): void {
  program
    .command("witness")
    .summary("the user as whom the second witness looks")
    .description(
      "Makes the user as whom the second witness looks at people, where a policy says `verify: both`.",
    )
    .command("create")
    .option("-y, --yes", "make it without asking")
    .summary("make that user at TalkJS")
    .description(
      `Makes the user of TALKJS_WITNESS_USER at TalkJS, by the name "${WITNESS_NAME}" and nothing else. Users can't be ` +
        "deleted at TalkJS, so it stays for good. Where there is one that holds nothing but a name, nothing is changed.",
    )
    .action(async (options: CommonOptions & { yes?: boolean }) => {
      const out = createOutput(invocation, options);
      const config = settingsOf(invocation, ["app", "talkjs"]);
      const { user: id } = config.witness;
      if (id === undefined) throw failure("WITNESS_UNSET.create");
      const talkjs = createTalkJS(singleCalls(config));
      try {
        const user = talkjs.user(id);
        const found = await user.get();
        if (found && !isBare(found)) throw failure("WITNESS_TAKEN");
        if (!found) {
          const question = `This makes the user "${WITNESS_NAME}" in your TalkJS app, and users can't be deleted.`;
          await confirm(out, question, options.yes ?? false);
          await user.set({ name: WITNESS_NAME });
        }
        out.result({ made: found === null }, [
          found
            ? "That user is there already; nothing was changed."
            : "The user of the second witness was made.",
          "Whether it can look: scrubjay doctor",
        ]);
      } finally {
        await talkjs.close();
      }
    });
}
