import { z } from "zod";
import { jsonRecord } from "./json-record.js";

/**
 * A conversation as the REST API answers it. Unknown fields are tolerated and kept; `id` and `createdAt` must be
 * there. The participants' keys are user IDs.
 * @see https://talkjs.com/docs/Reference/REST_API/Conversations/
 */
export const ConversationSchema = z.looseObject({
  id: z.string(),
  subject: z.string().nullish(),
  photoUrl: z.string().nullish(),
  welcomeMessages: z.array(z.string()).nullish(),
  custom: jsonRecord(z.string()).nullish(),
  participants: jsonRecord(z.unknown()).nullish(),
  lastMessage: z.looseObject({ createdAt: z.number() }).nullish(),
  /** Unix milliseconds. */
  createdAt: z.number(),
});

export type Conversation = z.infer<typeof ConversationSchema>;

/** What an edit may say. A field left out stays, `null` clears it; `custom` merges key by key. */
export interface ConversationEdit {
  /** IDs of the users who take part. */
  participants?: string[];
  subject?: string | null;
  welcomeMessages?: string[] | null;
  custom?: Record<string, string | null> | null;
  photoUrl?: string | null;
}
