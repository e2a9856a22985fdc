import { z } from "zod";
import { EMPTY, notFound, type Answer } from "../api/answer.js";
import { participationOf, type Participation, type SandboxConversation } from "../invented/conversation.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, param, type Call } from "./route.js";

const notify = z.union([z.boolean(), z.literal("MentionsOnly")]);

const JoinSchema = z.strictObject({
  access: z.enum(["ReadWrite", "Read"]).default("ReadWrite"),
  notify: notify.default(true),
});

const ModifySchema = z.strictObject({
  access: z.enum(["ReadWrite", "Read", "None"]).optional(),
  notify: notify.optional(),
});

/** Joining overwrites what was set before. @see https://talkjs.com/docs/Reference/REST_API/Participation/ */
export function putParticipant(call: Call, data: SandboxData): Answer {
  return checked(JoinSchema, call.body ?? {}, (join) => {
    const conversation = data.conversations.get(param(call, "id"));
    if (conversation === undefined) return notFound("conversation");
    if (!data.users.has(param(call, "userId"))) return notFound("user");
    return participate(call, data, conversation, { ...join, isUnread: false });
  });
}

export function patchParticipant(call: Call, data: SandboxData): Answer {
  return checked(ModifySchema, call.body ?? {}, (edit) => {
    const conversation = data.conversations.get(param(call, "id"));
    const current = conversation && participationOf(conversation, param(call, "userId"));
    if (conversation === undefined || current === undefined || current.hasLeft)
      return notFound("participant");
    return participate(call, data, conversation, {
      ...current,
      ...(edit.access !== undefined && { access: edit.access }),
      ...(edit.notify !== undefined && { notify: edit.notify }),
    });
  });
}

/** Leaving is idempotent and never removes what the user wrote. */
export function deleteParticipant(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  const current = participationOf(conversation, param(call, "userId"));
  if (current === undefined) return EMPTY;
  return participate(call, data, conversation, { ...current, access: "None", hasLeft: true });
}

function participate(
  call: Call,
  data: SandboxData,
  conversation: SandboxConversation,
  participation: Participation,
): Answer {
  const userId = param(call, "userId");
  const before = participationOf(conversation, userId);
  const isSame =
    before?.access === participation.access &&
    before.notify === participation.notify &&
    before.hasLeft === participation.hasLeft;
  if (isSame) return EMPTY;
  const participants = new Map(Object.entries(conversation.participants)).set(userId, participation);
  data.conversations.put({ ...conversation, participants: Object.fromEntries(participants) });
  data.journal.append(data.now(), { conversation: conversation.id }, ["participants"]);
  return EMPTY;
}
