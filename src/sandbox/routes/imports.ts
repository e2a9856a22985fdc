import { z } from "zod";
import { sendMessage } from "../acts/messages.js";
import { badRequest, notFound, ok, type Answer } from "../api/answer.js";
import type { SandboxData } from "../sandbox-data.js";
import { participationOf } from "../shapes/conversation.js";
import { bodyOf, MAX_POSTED } from "./messages.js";
import { checked, param, type Call } from "./route.js";

const ImportSchema = z
  .array(
    z.strictObject({
      type: z.literal("UserMessage"),
      text: z.string().min(1).optional(),
      attachmentToken: z.string().optional(),
      sender: z.string(),
      timestamp: z.number().int().min(0),
      readBy: z.array(z.string()),
      custom: z.record(z.string(), z.string()).default({}),
    }),
  )
  .min(1)
  .max(MAX_POSTED);

/**
 * Brings in messages of another system, with the times of then. What is sent twice is there twice, and open pages aren't told.
 * @see https://talkjs.com/docs/REST_API/Importing_Messages/
 */
export function importMessages(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  return checked(ImportSchema, call.body, (imported) => {
    const bodies = imported.map((message) => bodyOf(message, data));
    const reasons = imported.flatMap(({ sender, readBy }, i) => {
      const body = bodies[i];
      return [
        ...(typeof body === "string" ? [`${i}.${body}`] : []),
        ...(participationOf(conversation, sender) === undefined
          ? [`${i}.sender: must be a participant`]
          : []),
        ...readBy.flatMap((id, k) => (data.users.has(id) ? [] : [`${i}.readBy.${k}: no such user`])),
      ];
    });
    if (reasons.length > 0) return badRequest(reasons);
    const ids = imported.map(({ sender, timestamp, readBy, custom }, i) => {
      const body = bodies[i];
      if (body === undefined || typeof body === "string") throw new Error("A body was checked before.");
      const draft = { type: "UserMessage", origin: "import", referencedMessageId: null, custom } as const;
      const sent = { ...draft, senderId: sender, body, createdAt: timestamp, readBy };
      return { id: sendMessage(data, conversation.id, sent).id };
    });
    return ok(JSON.stringify(ids));
  });
}
