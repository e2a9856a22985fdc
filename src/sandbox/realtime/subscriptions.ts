/** Who can be told something: a connection. */
export interface Receiver {
  readonly userId: string;
}

/**
 * What can be watched. `part` of a conversation is what of it: `topicPart` of the segments that follow it.
 * `list` is that of one's own conversations.
 */
export type Topic =
  { of: "user" | "online"; id: string } | { of: "list" } | { of: "conversation"; id: string; part: string };

/** What of a conversation is watched. The conversation itself has no segments. */
export function topicPart(...segments: string[]): string {
  return JSON.stringify(segments);
}

/** A connection that watches more is refused: what it is told of must have an end. */
export const MAX_WATCHED = 200_000;

class Watched {
  readonly ids = { user: new Set<string>(), online: new Set<string>() };
  list = false;
  readonly conversations = new Map<string, Set<string>>();
  count = 0;
}

/** Who watches what, found by what changed: what nobody watches costs one look. */
export class Subscriptions<R extends Receiver> {
  readonly #of = new Map<R, Watched>();
  readonly #watchers = {
    user: new Map<string, Set<R>>(),
    online: new Map<string, Set<R>>(),
    /** By whose list it is. */
    list: new Map<string, Set<R>>(),
    conversation: new Map<string, Set<R>>(),
  };

  /** Watching twice is watching once. @returns false when it would be too much. */
  watch(receiver: R, topic: Topic): boolean {
    const watched = this.#of.get(receiver) ?? new Watched();
    if (has(watched, topic)) return true;
    if (watched.count >= MAX_WATCHED) return false;
    this.#of.set(receiver, watched);
    watched.count++;
    if (topic.of === "list") watched.list = true;
    else if (topic.of === "conversation") {
      const parts = watched.conversations.get(topic.id) ?? new Set();
      watched.conversations.set(topic.id, parts.add(topic.part));
    } else watched.ids[topic.of].add(topic.id);
    add(this.#watchers[topic.of], topic.of === "list" ? receiver.userId : topic.id, receiver);
    return true;
  }

  unwatch(receiver: R, topic: Topic): void {
    const watched = this.#of.get(receiver);
    if (watched === undefined || !has(watched, topic)) return;
    watched.count--;
    if (topic.of === "list") watched.list = false;
    else if (topic.of === "conversation") {
      const parts = watched.conversations.get(topic.id);
      parts?.delete(topic.part);
      if (parts !== undefined && parts.size > 0) return;
      watched.conversations.delete(topic.id);
    } else watched.ids[topic.of].delete(topic.id);
    remove(this.#watchers[topic.of], topic.of === "list" ? receiver.userId : topic.id, receiver);
  }

  /** It watches nothing any more. */
  drop(receiver: R): void {
    const watched = this.#of.get(receiver);
    if (watched === undefined) return;
    this.#of.delete(receiver);
    for (const id of watched.ids.user) remove(this.#watchers.user, id, receiver);
    for (const id of watched.ids.online) remove(this.#watchers.online, id, receiver);
    for (const id of watched.conversations.keys()) remove(this.#watchers.conversation, id, receiver);
    if (watched.list) remove(this.#watchers.list, receiver.userId, receiver);
  }

  /** `id` is that of a user, of whom it is watched. */
  watchers(of: "user" | "online" | "list", id: string): Iterable<R> {
    return this.#watchers[of].get(id) ?? [];
  }

  /** Whoever watches a conversation, with what of it. */
  *watchersOfConversation(id: string): Generator<[R, ReadonlySet<string>]> {
    for (const receiver of this.#watchers.conversation.get(id) ?? []) {
      const parts = this.#of.get(receiver)?.conversations.get(id);
      if (parts !== undefined) yield [receiver, parts];
    }
  }
}

function has(watched: Watched, topic: Topic): boolean {
  if (topic.of === "list") return watched.list;
  if (topic.of === "conversation") return watched.conversations.get(topic.id)?.has(topic.part) ?? false;
  return watched.ids[topic.of].has(topic.id);
}

function add<R>(index: Map<string, Set<R>>, key: string, receiver: R): void {
  const receivers = index.get(key) ?? new Set();
  index.set(key, receivers.add(receiver));
}

function remove<R>(index: Map<string, Set<R>>, key: string, receiver: R): void {
  const receivers = index.get(key);
  receivers?.delete(receiver);
  if (receivers?.size === 0) index.delete(key);
}
