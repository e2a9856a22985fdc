import type { Change } from "../../store/changes.js";
import type { Hub } from "../call.js";
import { MOST_NAMED } from "../views/typing.js";
import { PART, readersOf } from "./audience.js";

type TypingChange = Extract<Change, { type: "typing" }>;

/** Tells those who watch who types, but for that person. */
export function publishTyping({ conversationId, userId, isTyping }: TypingChange, hub: Hub): void {
  const conversation = hub.data.conversations.get(conversationId);
  if (conversation === undefined) return;
  const typing = hub.data.presence.typing(conversationId);
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    if (receiver.userId === userId || !watching.has(PART.typing)) continue;
    const others = new Map([...typing].filter(([id]) => id !== receiver.userId));
    const diff = diffOf(others, userId, isTyping);
    if (diff !== undefined)
      receiver.publish(JSON.stringify({ type: "typing.changed", conversationId, diff }));
  }
}

/** `others` as it is now. Once there are many, and as long, nobody is named. */
function diffOf(others: ReadonlyMap<string, number>, userId: string, isTyping: boolean): object | undefined {
  const isMany = others.size > MOST_NAMED;
  const wasMany = others.size + (isTyping ? -1 : 1) > MOST_NAMED;
  if (isMany) return wasMany ? undefined : { many: true };
  if (wasMany) return { many: false, usersTyping: Object.fromEntries(others) };
  return { usersTyping: Object.fromEntries([[userId, others.get(userId) ?? null]]) };
}
