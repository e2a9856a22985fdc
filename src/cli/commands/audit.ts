import type { Command } from "commander";
import type { AuditEntryView } from "../../server/audit-view.js";
import type { AuditLookup } from "../../server/routes/audit-entries.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../arguments.js";
import type { CommonOptions } from "../command.js";
import { UsageError } from "../errors.js";
import { userIdsFrom } from "../user-ids.js";

export function registerAudit(program: Command): void {
  const audit = program
    .command("audit")
    .summary("read the audit log")
    .description("Reads the append-only audit log.");

  audit
    .command("export")
    .option("--run <run>", "only the entries of one run", runNumber)
    .summary("all entries as NDJSON, oldest first")
    .description("Writes the audit entries of the app as NDJSON, oldest first, one entry a line.")
    .action(async (options: CommonOptions & { run?: number }) => {
      await withApi({ name: "audit export", options }, "ledger", async (api, out) => {
        for await (const entry of api.lines("/v1/audit/entries", { run: options.run })) {
          if (!(await out.row(entry))) return;
        }
      });
    });

  audit
    .command("lookup")
    .argument("[userId]", "the user's ID; - reads it from standard input, so that it shows in no history")
    .summary("what was recorded about one user")
    .description(
      "Shows what was recorded about one user. The ID is turned into its pseudonym here; it is stored nowhere.",
    )
    .action(async (argument: string | undefined, options: CommonOptions) => {
      const userId = await userIdOf(argument);
      await withApi({ name: "audit lookup", options }, "ledger", async (api, out) => {
        const found = await api.post<AuditLookup>("/v1/audit/lookup", { userId });
        out.result(found, [`Pseudonym ${found.subject}`, ...lines(found)]);
        if (isNothing(found)) process.exitCode = 1;
      });
    });
}

async function userIdOf(argument: string | undefined): Promise<string> {
  if (argument !== undefined && argument !== "-" && argument.trim() !== "") return argument;
  if (argument === "-") for await (const id of userIdsFrom("-")) return id;
  throw new UsageError(
    "Whom to look up?",
    "scrubjay audit lookup <userId>, or - to read it from standard input",
  );
}

const isNothing = ({ entries, requests, holds }: AuditLookup): boolean =>
  entries.length + requests.length + holds.length === 0;

function lines(found: AuditLookup): string[] {
  if (isNothing(found)) return ["Nothing is recorded about this user ID in this ledger."];
  const { entries, requests, holds, suppression } = found;
  const times = suppression?.comebacks === 1 ? "once" : `${suppression?.comebacks} times`;
  return [
    ...entries.flatMap(describe),
    ...requests.map((id) => `Erasure request ${id}`),
    ...holds.map(
      ({ id, ground, standing }) => `Legal hold ${id}, Art. 17(3)(${ground})${standing ? "" : ", over"}`,
    ),
    ...(suppression?.lastComebackAt
      ? [`Their data came back ${times}, last seen ${suppression.lastComebackAt}`]
      : []),
  ];
}

function describe(entry: AuditEntryView): string[] {
  const reason = entry.reason ? ` (${entry.reason})` : "";
  const how = entry.verification === "plan" ? "as read for the plan at" : "read back";
  const verified = entry.verifiedAt ? `, ${how} ${entry.verifiedAt}` : ", not read back";
  return [
    `${entry.at}  run ${entry.runId}  ${entry.outcome}${reason}${verified}`,
    ...(entry.fields.length > 0 ? [`    blanked: ${entry.fields.join(", ")}`] : []),
    ...(entry.customKeys ? [`    custom keys blanked: ${entry.customKeys.count}`] : []),
    ...(entry.remaining.length > 0 ? [`    NOT blanked: ${entry.remaining.join(", ")}`] : []),
  ];
}
