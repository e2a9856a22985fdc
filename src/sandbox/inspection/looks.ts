import { z } from "zod";
import { badRequest, notFound, ok, type Answer } from "../api/answer.js";
import { reasonsOf } from "../api/reasons.js";
import { isUndocumented, USER_FIELDS } from "../invented/user-fields.js";
import type { SandboxData } from "../sandbox-data.js";
import { participationOf } from "../shapes/conversation.js";
import type { SandboxUser } from "../shapes/user.js";
import { UNKNOWNS } from "../store/unknowns.js";
import { conversationView, messageView } from "../views/rest.js";

const count = (max: number, fallback: number) => z.coerce.number().int().min(1).max(max).default(fallback);
const from = z.coerce.number().int().min(0).default(0);

const MAX_CELLS = 10_000;
/** Changes that are told at a time; who is further behind is told how many were left out. */
const MAX_CHANGES = 500;
const SHOWN_MESSAGES = 50;
const SHOWN_CONVERSATIONS = 50;

/** A user as one character: `p` holds personal data, `b` is blank. Names and roles aren't looked at: nobody is without. */
export function cellOf(user: SandboxUser): "p" | "b" {
  const fields = [...USER_FIELDS.filter((field) => field !== "name" && field !== "role")];
  const unknown = Object.keys(user).filter(isUndocumented);
  return [...fields, ...unknown].some((field) => holds(user[field])) ? "p" : "b";
}

function holds(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** What the page shows beside `stats`, each a pure look at the data. */
export const LOOKS: Record<string, (data: SandboxData, query: URLSearchParams) => Answer> = {
  overview: ({ options, users, conversations, journal, settings, now }) =>
    answer({
      appId: options.appId,
      apiVersion: options.apiVersion,
      seed: options.seed,
      now: now(),
      users: users.count,
      conversations: conversations.count,
      changes: journal.length,
      settings,
      questions: UNKNOWNS,
    }),

  mosaic: ({ users }, query) =>
    checked(z.object({ from, count: count(MAX_CELLS, 1_000) }), query, ({ from, count }) => {
      const cells: string[] = [];
      for (let n = from; n < Math.min(users.count, from + count); n++) cells.push(cellOf(users.at(n)));
      return { from, cells: cells.join("") };
    }),

  changes: (data, query) =>
    checked(z.object({ from }), query, ({ from }) => {
      const { journal, users } = data;
      const first = Math.max(from, journal.length - MAX_CHANGES);
      const changes = Array.from(journal.lines(first), (line) => {
        const change = JSON.parse(line) as { user?: string };
        const n = change.user === undefined ? undefined : users.numberOf(change.user);
        return n === undefined ? change : { ...change, n, cell: cellOf(users.at(n)) };
      });
      return { next: journal.length, leftOut: Math.max(0, first - from), changes };
    }),

  people: ({ users }, query) =>
    checked(z.object({ from, count: count(100, 25) }), query, ({ from, count }) => ({
      total: users.count,
      people: Array.from({ length: Math.max(0, Math.min(count, users.count - from)) }, (_, k) => ({
        n: from + k,
        isOnline: users.isOnline(from + k),
        cell: cellOf(users.at(from + k)),
        user: users.at(from + k),
      })),
    })),

  person: (data, query) => {
    const id = query.get("id") ?? "";
    const user = data.users.get(id);
    if (user === undefined) return notFound("user");
    const all = data.conversations.ofUser(id, data.users.people.indexOf(id));
    const conversations = all.slice(0, SHOWN_CONVERSATIONS).map((conversation) => ({
      id: conversation.id,
      subject: conversation.subject,
      participants: Object.keys(conversation.participants).length,
      hasLeft: participationOf(conversation, id)?.hasLeft ?? false,
      own: data.conversations.messages(conversation.id).filter(({ senderId }) => senderId === id).length,
    }));
    return answer({ user, conversations, total: all.length });
  },

  conversations: (data, query) =>
    checked(z.object({ from, count: count(100, 25) }), query, ({ from, count }) => {
      const ids = data.conversations.newestFirst();
      return {
        total: ids.length,
        conversations: ids.slice(from, from + count).flatMap((id) => {
          const conversation = data.conversations.get(id);
          return conversation === undefined ? [] : [conversationView(data, conversation)];
        }),
      };
    }),

  conversation: (data, query) => {
    const conversation = data.conversations.get(query.get("id") ?? "");
    if (conversation === undefined) return notFound("conversation");
    const messages = data.conversations.messages(conversation.id);
    return answer({
      conversation: conversationView(data, conversation),
      messages: messages.slice(-SHOWN_MESSAGES).map((message) => messageView(data, message)),
      total: messages.length,
    });
  },
};

const answer = (value: unknown): Answer => ok(JSON.stringify(value));

function checked<T>(schema: z.ZodType<T>, query: URLSearchParams, look: (query: T) => unknown): Answer {
  const result = schema.safeParse(Object.fromEntries(query));
  return result.success ? answer(look(result.data)) : badRequest(reasonsOf(result.error));
}
