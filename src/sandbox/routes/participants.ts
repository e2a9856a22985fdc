import { createHash } from "node:crypto";
import { z } from "zod";
import { EMPTY, notFound, ok, type Answer } from "../api/answer.js";
import { LEFT_CONVERSATIONS_GO } from "../api/api-version.js";
import { removeParticipant, setParticipation } from "../acts/participants.js";
import { presentIn } from "../shapes/conversation.js";
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
    setParticipation(data, conversation, param(call, "userId"), join);
    return EMPTY;
  });
}

export function patchParticipant(call: Call, data: SandboxData): Answer {
  return checked(ModifySchema, call.body ?? {}, (edit) => {
    const conversation = data.conversations.get(param(call, "id"));
    const current = conversation && presentIn(conversation, param(call, "userId"));
    if (conversation === undefined || current === undefined) return notFound("participant");
    const { access = current.access, notify = current.notify } = edit;
    setParticipation(data, conversation, param(call, "userId"), { access, notify });
    return EMPTY;
  });
}

/** Leaving is idempotent and never removes what the user wrote. */
export function deleteParticipant(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  removeParticipant(data, conversation, param(call, "userId"), call.version < LEFT_CONVERSATIONS_GO);
  return EMPTY;
}

/**
 * Where to write to, to be shown in the conversation as this participant.
 * @see https://talkjs.com/docs/REST_API/Participation/
 */
export function getInboundAddress(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  const userId = param(call, "userId");
  if (conversation === undefined || !data.users.has(userId)) return notFound("participant");
  const isOut = presentIn(conversation, userId) === undefined;
  if (isOut && data.settings.assumed.inboundAfterLeaving === "not-found") return notFound("participant");
  const code = createHash("sha256")
    .update(JSON.stringify([conversation.id, userId]))
    .digest("hex");
  return ok(JSON.stringify({ emailAddress: `reply+${code.slice(0, 24)}@inbound.example.com` }));
}
