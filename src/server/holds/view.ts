import type { Hold } from "../../ledger/holds/holds.js";
import { instant } from "../http/instant.js";
import type { HoldView } from "../../contracts/holds.js";

export function holdView(hold: Hold, now: Date): HoldView {
  const { id, subject, ground, owner, reason, endsAt, createdAt, createdBy, liftedAt, liftedBy } = hold;
  const { identity, confirmedAt, confirmedBy } = hold;
  return {
    id,
    subject,
    ground,
    owner,
    reason,
    endsAt: instant(endsAt),
    standing: liftedAt === null && (endsAt === null || endsAt > now),
    createdAt: instant(createdAt),
    createdBy,
    liftedAt: instant(liftedAt),
    liftedBy,
    identity,
    confirmedAt: instant(confirmedAt),
    confirmedBy,
  };
}
