import { participationOf, type SandboxMessage } from "../shapes/conversation.js";
import type { Change } from "../store/changes.js";
import type { World } from "../store/world.js";
import { conversationView, messageView } from "../views/rest.js";
import { fraction } from "../invented/random.js";
import type { WebhookEvent } from "./events.js";

/** Receivers who wait for a notification at a time; who comes beyond gets none. */
const MAX_WAITING = 10_000;

interface Pending {
  conversationId: string;
  userId: string;
  messages: SandboxMessage[];
  timer: NodeJS.Timeout;
}

/**
 * Notifies by e-mail who missed messages: those of one conversation together, a while after the first, unless they were read.
 * System messages and imports notify nobody. @see https://talkjs.com/docs/Features/Notifications/
 */
export class Notifications {
  readonly #pending = new Map<string, Pending>();
  #count = 0;

  constructor(
    readonly world: World,
    readonly seed: number,
    readonly tell: (event: WebhookEvent) => void,
  ) {}

  hear(change: Change): void {
    if (change.type === "message.created" && change.message.type === "UserMessage")
      this.#missed(change.message);
    if (change.type === "message.edited" && this.world.settings.assumed.editNotifies === "yes")
      this.#missed(change.message);
    if (change.type === "conversation.read") this.#drop(keyOf(change.conversation.id, change.userId));
    if (change.type === "conversation.deleted") {
      for (const [key, { conversationId }] of this.#pending)
        if (conversationId === change.conversation.id) this.#drop(key);
    }
  }

  /** Notifies everybody who waits at once. */
  notifyNow(): void {
    for (const key of [...this.#pending.keys()]) {
      clearTimeout(this.#pending.get(key)?.timer);
      this.#notify(key);
    }
  }

  close(): void {
    for (const key of this.#pending.keys()) this.#drop(key);
  }

  #missed(message: SandboxMessage): void {
    const { conversations, presence, settings } = this.world;
    const conversation = conversations.get(message.conversationId);
    for (const userId of Object.keys(conversation?.participants ?? {})) {
      const participation = conversation && participationOf(conversation, userId);
      if (userId === message.senderId || !participation || participation.access === "None") continue;
      if (participation.notify !== true || presence.isConnected(userId) || !this.#address(userId)) continue;
      const key = keyOf(message.conversationId, userId);
      const pending = this.#pending.get(key);
      if (pending !== undefined) pending.messages.push(message);
      else if (this.#pending.size < MAX_WAITING) {
        const timer = setTimeout(() => this.#notify(key), settings.webhook.notifyAfterMs).unref();
        this.#pending.set(key, {
          conversationId: message.conversationId,
          userId,
          messages: [message],
          timer,
        });
      }
    }
  }

  #notify(key: string): void {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    const { conversations, settings, users } = this.world;
    const conversation = pending && conversations.get(pending.conversationId);
    if (pending === undefined || conversation === undefined) return;
    const now = new Map(conversations.messages(conversation.id).map((message) => [message.id, message]));
    const shown =
      settings.assumed.pendingNotification === "as-edited"
        ? pending.messages.flatMap(({ id }) => now.get(id) ?? [])
        : pending.messages;
    const [first] = shown;
    const address = this.#address(pending.userId);
    if (first === undefined || address === undefined) return;
    const notificationId = `ntf_${String(++this.#count).padStart(8, "0")}`;
    const data = {
      notificationId,
      recipient: users.get(pending.userId),
      sender: first.senderId === null ? null : (users.get(first.senderId) ?? null),
      conversation: conversationView(this.world, conversation),
      messages: shown.map((message) => messageView(this.world, message)),
    };
    this.tell({ type: "notification.triggered", data });
    for (const type of this.#course()) this.tell({ type, data: { ...data, channel: "email", address } });
  }

  /** What becomes of an e-mail, drawn: one in ten bounces, a third of the others is opened, half of those clicked. */
  #course(): WebhookEvent["type"][] {
    const drawn = fraction(this.seed, this.#count, 0xe11);
    if (drawn < 0.1) return ["notification.sent", "notification.bounced"];
    if (drawn < 0.7) return ["notification.sent", "notification.delivered"];
    const opened = ["notification.sent", "notification.delivered", "notification.opened"] as const;
    return drawn < 0.85 ? [...opened] : [...opened, "notification.link.clicked"];
  }

  #address(userId: string): string | undefined {
    const email = this.world.users.get(userId)?.email;
    const [first] = Array.isArray(email) ? (email as unknown[]) : [];
    return typeof first === "string" ? first : undefined;
  }

  #drop(key: string): void {
    clearTimeout(this.#pending.get(key)?.timer);
    this.#pending.delete(key);
  }
}

const keyOf = (conversationId: string, userId: string) => JSON.stringify([conversationId, userId]);
