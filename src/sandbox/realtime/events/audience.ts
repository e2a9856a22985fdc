import type { SandboxConversation } from "../../shapes/conversation.js";
import { accessOf } from "../access.js";
import type { Hub, Listener } from "../call.js";
import { topicPart } from "../subscriptions.js";

/** What of a conversation can be watched, beside one participant and one emoji of a message. */
export const PART = {
  itself: topicPart(),
  messages: topicPart("messages"),
  participants: topicPart("participants"),
  typing: topicPart("typing"),
} as const;

/** What of a conversation a connection watches. Whoever watches the list of their conversations watches all of them. */
export class Watching {
  constructor(
    readonly parts: ReadonlySet<string>,
    readonly isListed: boolean,
  ) {}

  /** Whether it watches one of the parts, or the list that the conversation is in. */
  wants(...parts: string[]): boolean {
    return this.isListed || this.has(...parts);
  }

  /** Whether it watches one of the parts by their name. */
  has(...parts: string[]): boolean {
    return parts.some((part) => this.parts.has(part));
  }

  /** Whether it watches who reacted to a message, whatever the emoji. */
  hasReactionsOf(messageId: string): boolean {
    const beginning = topicPart("messages", messageId).replace(/\]$/, ",");
    return [...this.parts].some((part) => part.startsWith(beginning));
  }
}

type Audience = [Listener, Watching][];

/** Every connection that watches something of a conversation, whether or not its user may read it. */
export function watchersOf({ subscriptions }: Hub, { id, participants }: SandboxConversation): Audience {
  const watching = new Map<Listener, Watching>();
  for (const [receiver, parts] of subscriptions.watchersOfConversation(id))
    watching.set(receiver, new Watching(parts, false));
  for (const userId of Object.keys(participants)) {
    for (const receiver of subscriptions.watchers("list", userId)) {
      const parts = watching.get(receiver)?.parts ?? new Set();
      watching.set(receiver, new Watching(parts, true));
    }
  }
  return [...watching];
}

/** Of those who watch, who may read it. */
export function readersOf(hub: Hub, conversation: SandboxConversation): Audience {
  return watchersOf(hub, conversation).filter(
    ([{ userId }]) => accessOf(hub.data, conversation, userId) !== undefined,
  );
}
