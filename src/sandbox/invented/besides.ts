import type { SandboxMessage } from "../shapes/conversation.js";
import type { Known } from "./people.js";
import type { PlacesIn } from "./places.js";

/** What stands beside a message is made from this. IDs are those of users. */
export interface Surroundings {
  /** A hash, of each its own. */
  h: number;
  members: readonly string[];
  guests: readonly string[];
  /** Those of the members who have read it. */
  readers: readonly string[];
  other: Known;
  /** An earlier message. */
  earlier: string | undefined;
  /** Unix ms. */
  now: number;
}

/** At most so many react to one message. */
const MAX_REACTING = 40;

type Change = (message: SandboxMessage, surroundings: Surroundings) => void;

/** Each on one message in `every`, where its surroundings allow it. */
const BESIDES: Record<PlacesIn<"beside">, { every: number; add: Change }> = {
  reaction: { every: 7, add: (message, { members }) => react(message, "👍", members) },
  skinTone: { every: 14, add: (message, { members }) => react(message, "👍🏽", members.slice(0, 1)) },
  customEmoji: {
    every: 14,
    add: (message, { members }) => react(message, ":cat-roomba:", members.slice(-2)),
  },
  guestReaction: { every: 14, add: (message, { guests }) => react(message, "❤️", guests.slice(0, 1)) },
  reply: {
    every: 6,
    add: (message, { earlier = null }) => {
      message.referencedMessageId = earlier;
    },
  },
  messageCustom: {
    every: 12,
    add: (message, { other: { name, phone } }) => {
      message.custom = { ...message.custom, contact: name, phone };
    },
  },
  readBy: {
    every: 1,
    add: (message, { readers }) => {
      message.readBy = readers.filter((id) => id !== message.senderId);
    },
  },
  edit: {
    every: 20,
    add: (message, { now }) => {
      message.editedAt = Math.min(now, message.createdAt + 60_000);
    },
  },
};

const ADDED = Object.values(BESIDES);

/** `hashOf` draws by the number of what is added. */
export function addBesides(
  message: SandboxMessage,
  surroundings: Omit<Surroundings, "h">,
  hashOf: (n: number) => number,
): void {
  ADDED.forEach(({ every, add }, n) => {
    const h = hashOf(n);
    if (h % every === 0) add(message, { ...surroundings, h });
  });
}

function react(message: SandboxMessage, emoji: string, users: readonly string[]): void {
  if (users.length === 0) return;
  const times = users.slice(0, MAX_REACTING).map((id, k) => [id, message.createdAt + k]);
  message.reactions = { ...message.reactions, [emoji]: Object.fromEntries(times) as Record<string, number> };
}
