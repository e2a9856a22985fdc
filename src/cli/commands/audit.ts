import type { Command } from "commander";
import type { AuditEntry } from "../../ledger/audit-entries.js";
import { runNumber } from "../arguments.js";
import { withSession, type CommonOptions } from "../command.js";
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
      await withSession({ name: "audit export", options }, ["app"], async (session, out) => {
        for await (const entry of session.entries.all(options.run)) {
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
      await withSession({ name: "audit lookup", options }, ["app"], async (session, out) => {
        const subject = session.pseudonyms.subject(userId);
        const entries = await session.entries.of(subject);
        const nothing = "Nothing is recorded about this user ID in this ledger.";
        out.result({ subject, entries }, [
          `Pseudonym ${subject}`,
          ...(entries.length > 0 ? entries.flatMap(describe) : [nothing]),
        ]);
        if (entries.length === 0) process.exitCode = 1;
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

function describe(entry: AuditEntry): string[] {
  const reason = entry.reason ? ` (${entry.reason})` : "";
  const how = entry.verification === "plan" ? "as read for the plan at" : "read back";
  const verified = entry.verifiedAt ? `, ${how} ${entry.verifiedAt.toISOString()}` : ", not read back";
  return [
    `${entry.at.toISOString()}  run ${entry.runId}  ${entry.outcome}${reason}${verified}`,
    ...(entry.fields.length > 0 ? [`    blanked: ${entry.fields.join(", ")}`] : []),
    ...(entry.customKeys ? [`    custom keys blanked: ${entry.customKeys.count}`] : []),
    ...(entry.remaining.length > 0 ? [`    NOT blanked: ${entry.remaining.join(", ")}`] : []),
  ];
}
