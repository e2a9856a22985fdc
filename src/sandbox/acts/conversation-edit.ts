import { z } from "zod";
import type { SandboxConversation } from "../invented/conversation.js";
import { mergeKeys } from "./merge-keys.js";

const custom = z.record(z.string(), z.string().nullable()).nullable().optional();

/** As with users, unknown fields are refused and `id` is taken when it repeats the path. */
export const ConversationEditSchema = z.strictObject({
  id: z.string().optional(),
  participants: z.array(z.string()).optional(),
  subject: z.string().nullable().optional(),
  welcomeMessages: z.array(z.string()).nullable().optional(),
  custom,
  photoUrl: z.string().nullable().optional(),
});

export type ConversationEdit = z.infer<typeof ConversationEditSchema>;

export const MessageEditSchema = z.strictObject({ text: z.string().min(1).optional(), custom });

/** Merges; participants are only ever added. Answers the names of the fields whose value is now another one. */
export function mergeConversation(
  current: SandboxConversation | undefined,
  edit: ConversationEdit,
  created: { id: string; createdAt: number },
): { conversation: SandboxConversation; fields: string[] } {
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
  const joining = (edit.participants ?? []).filter((id) => (before.get(id)?.access ?? "None") === "None");
  if (joining.length > 0) {
    for (const id of joining) before.set(id, { access: "ReadWrite", notify: true, isUnread: false });
    conversation.participants = Object.fromEntries(before);
    fields.push("participants");
  }
  return { conversation, fields };
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
