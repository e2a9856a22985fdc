import type { Participation } from "../shapes/conversation.js";
import type { PlacesIn } from "./places.js";

interface Times {
  createdAt: number;
  activityAt: number;
}

/** What becomes of somebody who isn't the first one of a conversation: each by a number of `h % 24`. */
const FATES: Record<
  PlacesIn<"participation">,
  { from: number; change: (times: Times) => Partial<Participation> }
> = {
  left: { from: 6, change: () => ({ access: "None", hasLeft: true }) },
  joinedLater: {
    from: 10,
    change: ({ createdAt, activityAt }) => ({ joinedAt: Math.floor((createdAt + activityAt) / 2) }),
  },
};
const EACH = 3;

/** How the one with number `k` of a conversation takes part. `notify` is drawn for all of it. */
export function participationFor(
  k: number,
  h: number,
  drawn: Pick<Participation, "notify" | "isUnread">,
  times: Times,
): Participation {
  const draw = k === 0 ? Infinity : h % 24;
  const access = draw < 3 ? "Read" : draw < 6 ? "None" : "ReadWrite";
  const readUntil = drawn.isUnread ? {} : { readUntil: times.activityAt };
  const fate = Object.values(FATES).find(({ from }) => draw >= from && draw < from + EACH);
  return { access, ...drawn, ...readUntil, ...fate?.change(times) };
}
