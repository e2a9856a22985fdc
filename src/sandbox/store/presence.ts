/** Who is connected by a socket, how often, and who types where. */
export class Presence {
  readonly #sockets = new Map<string, number>();
  readonly #typing = new Map<string, Map<string, number>>();

  /** @returns whether that changed whether they are connected. */
  connect(userId: string): boolean {
    const sockets = (this.#sockets.get(userId) ?? 0) + 1;
    this.#sockets.set(userId, sockets);
    return sockets === 1;
  }

  /** @returns whether that changed whether they are connected. */
  disconnect(userId: string): boolean {
    const sockets = (this.#sockets.get(userId) ?? 0) - 1;
    if (sockets > 0) this.#sockets.set(userId, sockets);
    else this.#sockets.delete(userId);
    return sockets === 0;
  }

  isConnected(userId: string): boolean {
    return this.#sockets.has(userId);
  }

  /** `since` in Unix ms; null ends it. @returns whether somebody began or ended. */
  type(conversationId: string, userId: string, since: number | null): boolean {
    const typing = this.#typing.get(conversationId) ?? new Map<string, number>();
    const was = typing.has(userId);
    if (since === null) typing.delete(userId);
    else typing.set(userId, since);
    if (typing.size === 0) this.#typing.delete(conversationId);
    else this.#typing.set(conversationId, typing);
    return was !== (since !== null);
  }

  /** The conversations that a user types in. */
  typedIn(userId: string): string[] {
    return [...this.#typing].flatMap(([id, typing]) => (typing.has(userId) ? [id] : []));
  }

  /** Since when who types in a conversation, in Unix ms by user ID. */
  typing(conversationId: string): ReadonlyMap<string, number> {
    return this.#typing.get(conversationId) ?? new Map<string, number>();
  }
}
