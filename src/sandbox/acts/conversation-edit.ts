import { z } from "zod";
import type { SandboxConversation } from "../shapes/conversation.js";
import { mergeKeys } from "./merge-keys.js";

export const customEdit = z.record(z.string(), z.string().nullable()).nullable().optional();

/** As with users, unknown fields are refused and `id` is taken when it repeats the path. */
export const ConversationEditSchema = z.strictObject({
  id: z.string().optional(),
  participants: z.array(z.string()).optional(),
  subject: z.string().nullable().optional(),
  welcomeMessages: z.array(z.string()).nullable().optional(),
  custom: customEdit,
  photoUrl: z.string().nullable().optional(),
});

export type ConversationEdit = z.infer<typeof ConversationEditSchema>;

/** Merges; participants are only ever added. Answers the names of the fields whose value is now another one, and who joined. */
export function mergeConversation(
  current: SandboxConversation | undefined,
  edit: ConversationEdit,
  created: { id: string; createdAt: number },
): { conversation: SandboxConversation; fields: string[]; joined: string[] } {
  const conversation: SandboxConversation = current
    ? { ...current }
    : {
        id: created.id,
        subject: null,
        topicId: null,
        photoUrl: null,
        welcomeMessages: null,
        custom: {},
        participants: {},
        createdAt: created.createdAt,
      };
  const fields = mergeFields(conversation, edit, ["subject", "welcomeMessages", "photoUrl"]);
  const before = new Map(Object.entries(conversation.participants));
  // Putting somebody who left back in is joining; those who take part keep what they have.
  const joined = [...new Set(edit.participants)].filter(
    (id) => (before.get(id)?.access ?? "None") === "None",
  );
  if (joined.length > 0) {
    const joinedAt = created.createdAt;
    for (const id of joined) before.set(id, { access: "ReadWrite", notify: true, isUnread: false, joinedAt });
    conversation.participants = Object.fromEntries(before);
    fields.push("participants");
  }
  return { conversation, fields, joined };
}

/** Sets the named fields and merges `custom` on a fresh copy that the caller owns; answers what changed. */
export function mergeFields(
  target: { custom: Record<string, string>; [field: string]: unknown },
  edit: { custom?: Record<string, string | null> | null | undefined; [field: string]: unknown },
  names: readonly string[],
): string[] {
  const fields: string[] = [];
  for (const name of names) {
    const value = edit[name];
    if (value === undefined || JSON.stringify(target[name]) === JSON.stringify(value)) continue;
    target[name] = value;
    fields.push(name);
  }
  if (edit.custom === undefined) return fields;
  const merged = mergeKeys(target.custom, edit.custom, () => false);
  target.custom = merged.map as Record<string, string>;
  return merged.changed.length > 0 ? [...fields, "custom"] : fields;
}
