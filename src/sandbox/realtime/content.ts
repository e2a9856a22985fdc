import { z } from "zod";
import { FILE_SUBTYPES, type Block, type TextNode } from "../shapes/content.js";
import type { Permissions } from "../store/settings.js";
import { readNodes } from "./text-nodes.js";

const TextSchema = z.strictObject({
  type: z.literal("text"),
  children: z.array(z.unknown()).transform((values, context) => readNodes(values, context)),
});

/** A file is known by its token. Whoever sends on what they received sends the rest with it, which says nothing. */
const FileSchema = z.strictObject({
  type: z.literal("file"),
  fileToken: z.string().min(1),
  url: z.string().optional(),
  size: z.number().optional(),
  filename: z.string().optional(),
  subtype: z.enum(FILE_SUBTYPES).optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
});

const LocationSchema = z.strictObject({
  type: z.literal("location"),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** What a message can be sent with: one block today. @see https://talkjs.com/docs/Concepts/Message_Content/ */
export const SentContentSchema = z.tuple([
  z.discriminatedUnion("type", [TextSchema, FileSchema, LocationSchema]),
]);

export type SentContent = z.infer<typeof SentContentSchema>;

/** What of a message a role must be allowed to send, beside the message itself. */
export function neededFor([block]: SentContent): (keyof Permissions)[] {
  if (block.type === "file") return ["sendMessages", "sendFiles"];
  if (block.type === "location") return ["sendMessages", "sendLocations"];
  return hasHiddenTarget(block.children) ? ["sendMessages", "sendLinks"] : ["sendMessages"];
}

/** Of what is sent, what is kept; undefined when there is no such file. */
export function contentFrom(
  [block]: SentContent,
  files: { blockOf: (token: string) => Block | undefined },
): Block[] | undefined {
  const kept = block.type === "file" ? files.blockOf(block.fileToken) : block;
  return kept && [kept];
}

/** A link or a button with a text of its own can lead anywhere. */
function hasHiddenTarget(nodes: readonly TextNode[]): boolean {
  return nodes.some((node) => {
    if (typeof node === "string") return false;
    if (node.type === "link" || node.type === "actionLink" || node.type === "actionButton") return true;
    return "children" in node && hasHiddenTarget(node.children);
  });
}
