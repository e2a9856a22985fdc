import { Option, type Command } from "commander";
import { failure } from "../../../base/errors.js";
import { GROUNDS_HELP, HOLD_GROUNDS } from "../../../model/law.js";
import {
  MOST_HELD,
  NewHoldSchema,
  NewHoldsSchema,
  type HoldView,
  type PlacedView,
} from "../../../contracts/holds.js";
import * as Holds from "../../../contracts/holds.js";
import type { ApiClient } from "../../api/client.js";
import { withApi } from "../../api/with-api.js";
import { checkBody } from "../../input/check-body.js";
import type { Entry } from "../../input/list/list.js";
import { moment } from "../../input/moment.js";
import { COLUMN_HELP, IDS_HELP, openUserIds } from "../../input/user-ids.js";
import type { Invocation } from "../../invocation.js";
import { createOutput, type CommonOptions, type Output } from "../../io/output.js";
import { isToBeLookedAt, placedLines, placedTable, type PlacedLine } from "../../lines/hold-lines.js";
import { identifyHolds } from "../../work/identify-holds.js";

interface AddOptions extends CommonOptions {
  ids?: string;
  column?: string;
  ground: (typeof HOLD_GROUNDS)[number];
  owner: string;
  until?: string;
  reason?: string;
}

/** Something stands as it was asked for, and a person must look at it all the same. */
const TO_BE_LOOKED_AT = 3;

export function registerAdd(hold: Command, invocation: Invocation): void {
  hold
    .command("add")
    .argument(
      "[userId]",
      "the user's ID; - reads one or many from standard input, so that none shows in a history",
    )
    .option("--ids <file>", IDS_HELP)
    .option("--column <name>", COLUMN_HELP)
    .addOption(
      new Option("--ground <letter>", `of Art. 17(3): ${GROUNDS_HELP}`)
        .choices(HOLD_GROUNDS)
        .makeOptionMandatory(),
    )
    .requiredOption("--owner <name>", "who answers for it, such as a department; no personal data")
    .option("--until <time>", "when it ends by itself; a date includes that day", moment("end"))
    .option("--reason <text>", "for the record, such as the number of a case; no personal data")
    .summary("put people under a legal hold")
    .description(
      "Puts people under a legal hold each, at once. Then TalkJS is asked whether it knows them; until it has answered, " +
        "their IDs are kept, encrypted. Exit code 3 where it doesn't know one, or hasn't answered: that hold stands, and " +
        "may be on a mistyped ID.",
    )
    .action(async (argument: string | undefined, options: AddOptions) => {
      const people = await peopleOf(argument, options, invocation);
      const { ground, owner, until: endsAt, reason } = options;
      const terms = { ground, owner, endsAt, reason };
      const isOne = argument !== undefined && argument !== "-";
      if (isOne) checkBody(NewHoldSchema, { userId: argument, ...terms });
      else checkBody(NewHoldsSchema, { userIds: [people[0]?.value ?? ""], ...terms });
      const command = { invocation, name: "hold add", options };
      const placed = await withApi(command, "ledger", (api) => place(api, people, terms));
      const out = createOutput(invocation, options);
      try {
        await identifyHolds(command, out, placed);
      } finally {
        report(placed, out, isOne);
      }
    });
}

/** @throws {LIST_INVALID | USAGE} before anybody is held. */
async function peopleOf(
  argument: string | undefined,
  { ids, column }: AddOptions,
  invocation: Invocation,
): Promise<Entry[]> {
  if (argument !== undefined && ids !== undefined) throw failure("USAGE.idsTwice");
  const source = ids ?? (argument === "-" ? "-" : undefined);
  if (source === undefined) {
    if (column !== undefined) throw failure("USAGE.columnOfNothing");
    if (argument === undefined || argument.trim() === "") throw failure("USAGE.nobodyToHold");
    return [{ line: 1, value: argument }];
  }
  const people: Entry[] = [];
  for await (const entry of await openUserIds(source, column, invocation)) people.push(entry);
  return people;
}

type Terms = Pick<AddOptions, "ground" | "owner"> & Record<"endsAt" | "reason", string | undefined>;

async function place(api: ApiClient, people: Entry[], terms: Terms): Promise<PlacedLine[]> {
  const placed: PlacedLine[] = [];
  for (let from = 0; from < people.length; from += MOST_HELD) {
    const some = people.slice(from, from + MOST_HELD);
    const body = { userIds: some.map(({ value }) => value), ...terms };
    const { results } = await api.call(Holds.addSeveral, { body });
    placed.push(...results.map((result: PlacedView, i) => ({ line: some[i]?.line ?? 0, ...result })));
  }
  return placed;
}

function report(placed: PlacedLine[], out: Output, isOne: boolean): void {
  const [first] = placed;
  const only: HoldView | null = placed.length === 1 ? (first?.hold ?? null) : null;
  out.result(isOne && only ? only : placed, only ? placedLines(first, only) : placedTable(placed));
  if (placed.some(({ result }) => result === "refused")) out.fail();
  else if (placed.some(isToBeLookedAt)) out.fail(TO_BE_LOOKED_AT);
}
