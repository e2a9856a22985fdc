import { createHash } from "node:crypto";
import { z } from "zod";
import { ok, type Answer } from "../api/answer.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, type Call } from "./route.js";

const MAX_ASKED = 1_000;

const PresenceSchema = z.strictObject({
  includeBackgroundSessions: z.boolean().default(false),
  selectedConversationId: z.string().nullable().optional(),
  hasFocus: z.boolean().optional(),
  isTyping: z.boolean().optional(),
  userIds: z.array(z.string()).max(MAX_ASKED).optional(),
});

interface Session {
  selectedConversationId: string | null;
  custom: Record<string, string>;
  hasFocus: boolean;
  isTyping: boolean;
  sessionId: string;
}

/**
 * Who is online. Assumption: a socket is a background session, and whoever types looks at that conversation in a widget.
 * @see https://talkjs.com/docs/REST_API/User_Presence/
 */
export function postPresences(call: Call, data: SandboxData): Answer {
  return checked(PresenceSchema, call.body, (wanted) => {
    const online = data.users.onlineIds(wanted.userIds).flatMap((id) => {
      const { backgroundSessions, widgets } = sessionsOf(id, data);
      const seen = widgets.filter(
        (session) =>
          (wanted.selectedConversationId === undefined ||
            session.selectedConversationId === wanted.selectedConversationId) &&
          (wanted.hasFocus === undefined || session.hasFocus === wanted.hasFocus) &&
          (wanted.isTyping === undefined || session.isTyping === wanted.isTyping),
      );
      if (seen.length === 0 && !wanted.includeBackgroundSessions) return [];
      const shown = wanted.includeBackgroundSessions ? backgroundSessions : [];
      return [[id, { status: "online", backgroundSessions: shown, widgets: seen }] as const];
    });
    return ok(JSON.stringify({ data: Object.fromEntries(online) }));
  });
}

function sessionsOf(id: string, { presence }: SandboxData) {
  const sessionId = createHash("sha256").update(id).digest("hex").slice(0, 32);
  const session: Session = {
    selectedConversationId: null,
    custom: {},
    hasFocus: false,
    isTyping: false,
    sessionId,
  };
  const widgets = presence.typedIn(id).map((selectedConversationId) => ({
    ...session,
    selectedConversationId,
    hasFocus: true,
    isTyping: true,
  }));
  return { backgroundSessions: [session], widgets };
}
