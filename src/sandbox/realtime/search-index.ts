import type { SandboxMessage } from "../shapes/conversation.js";
import { plainOf } from "../shapes/markup.js";
import { blocksOf } from "../shapes/message-content.js";
import type { Change } from "../store/changes.js";
import type { World } from "../store/world.js";

/** How long a search finds what a message said before an edit, where it is assumed that it does. */
export const LATE_MS = 2_000;

interface Stale {
  text: string;
  /** By the sandbox's own time, in Unix ms. */
  until: number;
}

/** What a search looks through: texts as they are, or as they were until lately. */
export class SearchIndex {
  /** By message, those that were edited first at the front. */
  readonly #stale = new Map<string, Stale>();

  constructor(readonly world: World) {}

  note(change: Change): void {
    if (change.type !== "message.edited" || this.world.settings.assumed.searchIndex !== "late") return;
    const now = this.world.now();
    for (const [key, { until }] of this.#stale) {
      if (until > now) break;
      this.#stale.delete(key);
    }
    const key = keyOf(change.message);
    if (this.#stale.has(key)) return;
    this.#stale.set(key, { text: textOf(change.before), until: now + LATE_MS });
  }

  /** The text by which a message is found; empty for files and places, which no search finds. */
  textOf(message: SandboxMessage): string {
    const stale = this.#stale.get(keyOf(message));
    return stale !== undefined && stale.until > this.world.now() ? stale.text : textOf(message);
  }
}

function keyOf({ conversationId, id }: SandboxMessage): string {
  return JSON.stringify([conversationId, id]);
}

function textOf(message: SandboxMessage): string {
  return blocksOf(message)
    .map((block) => (block.type === "text" ? plainOf(block.children) : ""))
    .join("\n");
}
