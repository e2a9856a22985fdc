import { groundArticle } from "../../model/law.js";
import type { HoldView } from "../../contracts/holds.js";
import { columns } from "../io/columns.js";
import { minute } from "../input/moment.js";

const PSEUDONYM_SHOWN = 16;

/** One hold, for a person. */
export function holdLines(hold: HoldView): string[] {
  const { id, subject, ground, owner, reason, endsAt, createdAt, createdBy, liftedAt, liftedBy } = hold;
  const facts: [string, string | null][] = [
    ["pseudonym", subject],
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
    ["id", "pseudonym", "ground", "state", "since", "until", "owner"],
    ...holds.map((hold) => [
      hold.id,
      `${hold.subject.slice(0, PSEUDONYM_SHOWN)}…`,
      `17(3)(${hold.ground})`,
      stateOf(hold),
      minute(hold.createdAt),
      hold.endsAt ? minute(hold.endsAt) : "–",
      hold.owner,
    ]),
  ]);
}

function stateOf({ standing, liftedAt }: HoldView): string {
  return standing ? "stands" : liftedAt ? "lifted" : "over";
}
