import { groundArticle } from "../../model/law.js";
import { HOLD_IDENTITY } from "../../model/hold-identity.js";
import { agree, plural } from "../../model/words.js";
import type { HoldView, PlacedView } from "../../contracts/holds.js";
import { columns } from "../io/columns.js";
import { minute } from "../input/moment.js";

const PSEUDONYM_SHOWN = 16;

/** One hold, for a person. */
export function holdLines(hold: HoldView): string[] {
  const { id, subject, ground, owner, reason, endsAt, createdAt, createdBy, liftedAt, liftedBy } = hold;
  const facts: [string, string | null][] = [
    ["pseudonym", subject],
    ["at TalkJS", identityOf(hold)],
    ["ground", groundArticle(ground)],
    ["owner", owner],
    ["reason", reason],
    ["since", `${minute(createdAt)}, by ${createdBy}`],
    ["until", endsAt ? minute(endsAt) : "it is lifted"],
    ["lifted", liftedAt && `${minute(liftedAt)}, by ${liftedBy}`],
  ];
  return [
    `Legal hold ${id}: ${stateOf(hold)}`,
    ...columns(facts.flatMap(([label, value]) => (value === null ? [] : [[`  ${label}`, value]]))),
  ];
}

/** Holds as a table. */
export function holdTable(holds: HoldView[]): string[] {
  return columns([
    ["id", "pseudonym", "ground", "state", "at TalkJS", "since", "until", "owner"],
    ...holds.map((hold) => [
      hold.id,
      `${hold.subject.slice(0, PSEUDONYM_SHOWN)}…`,
      `17(3)(${hold.ground})`,
      stateOf(hold),
      identityOf(hold),
      minute(hold.createdAt),
      hold.endsAt ? minute(hold.endsAt) : "–",
      hold.owner,
    ]),
  ]);
}

function stateOf({ standing, liftedAt }: HoldView): string {
  return standing ? "stands" : liftedAt ? "lifted" : "over";
}

function identityOf({ identity, confirmedAt, confirmedBy }: HoldView): string {
  const { text } = HOLD_IDENTITY[identity];
  const by = confirmedAt ? ` ${minute(confirmedAt)}, by ${confirmedBy}` : "";
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}${by}`;
}

/** What placing a hold came to for a line of a list. */
export type PlacedLine = PlacedView & { line: number };

/** It stands, and may be on an ID that is nobody's. */
export const isToBeLookedAt = ({ hold }: PlacedLine): boolean =>
  hold !== null && (HOLD_IDENTITY[hold.identity].isOpen || hold.identity === "asking");

/** The hold of one person, and what to do next. */
export function placedLines(placed: PlacedLine | undefined, hold: HoldView): string[] {
  const again = placed?.result === "already_held" ? ["They were held on these terms before."] : [];
  const look = placed && isToBeLookedAt(placed) ? ["", ...LOOK] : [];
  return [...again, ...holdLines(hold), "", `Lift it with: scrubjay hold lift ${hold.id}`, ...look];
}

const LOOK = [
  "TO BE LOOKED AT: TalkJS doesn't know a user ID, or hasn't answered yet; see: scrubjay hold list",
  "If it is mistyped, hold the right one and lift this hold; else: scrubjay hold confirm <hold>",
];
const MOST_NAMED = 20;

/** Holds by the lines of a list. */
export function placedTable(placed: PlacedLine[]): string[] {
  const shown = placed.map(({ line, result, hold }) => [
    String(line),
    RESULTS[result],
    hold ? identityOf(hold) : "–",
    hold?.id ?? "–",
  ]);
  const held = placed.filter(({ hold }) => hold !== null).length;
  const open = placed.filter(isToBeLookedAt).map(({ line }) => line);
  const refused = placed.filter(({ hold }) => hold === null).map(({ line }) => line);
  return [
    ...columns([["line", "result", "at TalkJS", "hold"], ...shown]),
    "",
    `${plural(held, "line is", "lines are")} under a legal hold.`,
    ...(refused.length > 0
      ? [
          `NOT HELD: ${linesNamed(refused)}. No user of TalkJS has an ID of 256 characters or more, nor . or ..`,
        ]
      : []),
    ...(open.length > 0 ? [`${linesNamed(open)}:`, ...LOOK] : []),
  ];
}

const RESULTS: Record<PlacedView["result"], string> = {
  held: "held",
  already_held: "already held",
  refused: "refused",
};

/** `Lines 2, 7 and 9`; of many the first, and how many more. */
export function linesNamed(lines: readonly number[]): string {
  const shown = lines.slice(0, MOST_NAMED).join(", ");
  const more = lines.length - MOST_NAMED;
  return `${agree(lines.length, "Line", "Lines")} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}
