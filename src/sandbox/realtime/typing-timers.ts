import { setTyping } from "../acts/reading.js";
import type { World } from "../store/world.js";

/** Who doesn't say again that they type has ended. As documented for `markAsTyping`. */
export const TYPING_MS = 10_000;

/** Ends the typing of those who don't say it again. */
export class TypingTimers {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(readonly world: World) {}

  begin(conversationId: string, userId: string): void {
    const key = JSON.stringify([conversationId, userId]);
    clearTimeout(this.#timers.get(key));
    const end = () => {
      this.#timers.delete(key);
      setTyping(this.world, conversationId, userId, false);
    };
    this.#timers.set(key, setTimeout(end, TYPING_MS));
    setTyping(this.world, conversationId, userId, true);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
