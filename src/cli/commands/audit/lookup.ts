import type { Command } from "commander";
import { groundArticle } from "../../../model/law.js";
import * as Audit from "../../../contracts/audit.js";
import type { AuditEntryView, AuditLookup } from "../../../contracts/audit.js";
import { withApi } from "../../api/with-api.js";
import type { CommonOptions } from "../../io/output.js";
import type { Invocation } from "../../invocation.js";
import { oneUserId } from "../../input/one-user-id.js";

export function registerLookup(audit: Command, invocation: Invocation): void {
  audit
    .command("lookup")
    .argument("[userId]", "the user's ID; - reads it from standard input, so that it shows in no history")
    .summary("what was recorded about one user")
    .description(
      "Shows what was recorded about one user. The ID is turned into its pseudonym here; it is stored nowhere.",
    )
    .action(async (argument: string | undefined, options: CommonOptions) => {
      const userId = await oneUserId(invocation, argument, "USAGE.nobodyToLookUp");
      await withApi({ invocation, name: "audit lookup", options }, "ledger", async (api, out) => {
        const found = await api.call(Audit.lookup, { body: { userId } });
        out.result(found, [`Pseudonym ${found.subject}`, ...lines(found)]);
        if (isNothing(found)) out.fail();
      });
    });
}

const isNothing = ({ entries, requests, holds }: AuditLookup): boolean =>
  entries.length + requests.length + holds.length === 0;

function lines(found: AuditLookup): string[] {
  if (isNothing(found))
    return ["Nothing is recorded about this user ID in this ledger.", ...closedEpochs(found)];
  const { entries, requests, holds, suppression } = found;
  const times = suppression?.comebacks === 1 ? "once" : `${suppression?.comebacks} times`;
  return [
    ...entries.flatMap(describe),
    ...requests.map((id) => `Erasure request ${id}`),
    ...holds.map(
      ({ id, ground, standing }) => `Legal hold ${id}, ${groundArticle(ground)}${standing ? "" : ", over"}`,
    ),
    ...(suppression?.lastComebackAt
      ? [`Their data came back ${times}, last seen ${suppression.lastComebackAt}`]
      : []),
    ...closedEpochs(found),
  ];
}

/** Where nobody can look any more: no entry found there doesn't mean that there is none. */
const closedEpochs = ({ epochs }: AuditLookup): string[] =>
  epochs
    .filter(({ state }) => state !== "live")
    .map(({ from, until, destroyedAt }) => {
      const why = destroyedAt ? `key destroyed ${day(destroyedAt)}` : "their key isn't here";
      return `Entries of ${day(from)} to ${until ? day(until) : "now"} can't be looked up: ${why}`;
    });

const day = (at: string | null): string => at?.slice(0, 10) ?? "the beginning";

function describe(entry: AuditEntryView): string[] {
  const reason = entry.reason ? ` (${entry.reason})` : "";
  const how = entry.verification === "plan" ? "seen when it was planned, at" : "read back";
  const verified = entry.verifiedAt ? `, ${how} ${entry.verifiedAt}` : ", not read back";
  return [
    `${entry.at}  run ${entry.runId}  ${entry.outcome}${reason}${verified}`,
    ...(entry.fields.length > 0 ? [`    blanked: ${entry.fields.join(", ")}`] : []),
    ...(entry.customKeys ? [`    custom keys blanked: ${entry.customKeys.count}`] : []),
    ...(entry.remaining.length > 0 ? [`    NOT blanked: ${entry.remaining.join(", ")}`] : []),
  ];
}
