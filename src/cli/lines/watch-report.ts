import type { z } from "@hono/zod-openapi";
import type { PatternSchema, WatchView } from "../../contracts/watches.js";
import { agree, plural } from "../../model/words.js";
import { count, duration, table, type Output } from "../io/output.js";

type Pattern = z.infer<typeof PatternSchema>;

const SECONDS_PER_HOUR = 3_600;

/**
 * How a watch or replay ended, and for a watch what comebacks have in common. Exit code 1 when it isn't done, or
 * somebody is back and not scrubbed.
 */
export function reportWatch(watch: WatchView, pattern: Pattern | undefined, out: Output): void {
  const { found } = watch;
  const left = found.people + found.emails - found.scrubbed;
  const lines = [
    `${watch.mode === "watch" ? "Watch" : "Replay"} ${watch.id}: ${watch.state}${watch.code ? ` (${watch.code})` : ""}`,
    "",
    ...table([
      ["Users checked", count(watch.scanned)],
      ["On the suppression list", count(watch.known)],
      [watch.mode === "watch" ? "People who came back" : "People who aren't blank", count(found.people)],
      ...optional("E-mail addresses that somebody has now", found.emails),
      ...optional("Still back since an earlier watch", found.stillBack),
      ["Scrubbed again", count(found.scrubbed)],
      ...optional("Not blank yet", found.toScrub),
      ...optional("Under a legal hold", found.held),
      ...optional("Only reported", found.reported),
    ]),
    ...(pattern && pattern.comebacks > 0 ? ["", ...patternLines(pattern)] : []),
    ...runLines(watch),
    ...(left > 0 ? ["", `NOT BLANK: ${count(left)}.`] : []),
    ...unjudgedLines(watch),
  ];
  out.result({ watch, pattern: pattern ?? null }, lines);
  if (watch.state !== "done" || left > 0 || watch.unjudged) out.fail();
}

function unjudgedLines({ unjudged }: WatchView): string[] {
  if (!unjudged) return [];
  const { people, runs } = unjudged;
  const whose = runs.length === 0 ? "" : ` of ${agree(runs.length, "run", "runs")} ${runs.join(", ")}`;
  return [
    "",
    `NOT JUDGED: the policy${whose} couldn't be read, so nobody knows whether ${plural(people, "erased person is", "erased people are")} blank.`,
    "Somebody changed it in the database: restore it from a backup, or erase these people again. Then watch again.",
  ];
}

const optional = (label: string, users: number): [string, string][] =>
  users > 0 ? [[label, count(users)]] : [];

/** What helps to find the client that still sends old data. */
function patternLines({ comebacks, again, medianHours, fields, hours, since }: Pattern): string[] {
  const most = (counts: Record<string, number>, unit = "") =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([name, n]) => `${name}${unit} ${count(n)}`)
      .join(", ");
  return [
    `Comebacks since ${since.slice(0, 10)}, to find what still sends old data:`,
    ...table([
      ["New comebacks", count(comebacks)],
      ["People who came back more than once", count(again)],
    ]),
    `  Half were seen within ${duration((medianHours ?? 0) * SECONDS_PER_HOUR)} of being blank.`,
    `  Fields: ${most(fields)}`,
    `  Seen at (UTC): ${most(hours, " h:")}`,
  ];
}

function runLines({ runs }: WatchView): string[] {
  const hints: Record<string, (run: number) => string> = {
    planned: (run) => `Run ${run} waits for approval: scrubjay apply ${run}`,
    stopped: (run) => `Run ${run} was stopped. When the cause is gone: scrubjay resume ${run}`,
    plan_failed: (run) => `Run ${run} could not be planned. Try again: scrubjay resume ${run}`,
    refused: (run) => `Run ${run} was refused by the limits of the policy that erased these people.`,
  };
  const lines = runs.map(({ run, state }) => hints[state]?.(run)).filter((line) => line !== undefined);
  return lines.length > 0 ? ["", ...lines] : [];
}
