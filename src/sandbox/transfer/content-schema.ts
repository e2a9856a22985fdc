import { z } from "zod";
import { FILE_SUBTYPES } from "../shapes/content.js";

/** Deeper than texts nest, and not so deep that reading one could fail. */
const MAX_DEPTH = 8;

/** What stands in a text. Unknown fields stay as they are, as everywhere in an import. */
function textNodes(depth: number): z.ZodType {
  const own = [
    z.looseObject({ type: z.literal("autoLink"), url: z.string(), text: z.string() }),
    z.looseObject({ type: z.enum(["codeSpan", "customEmoji"]), text: z.string() }),
    z.looseObject({ type: z.literal("mention"), id: z.string(), text: z.string() }),
  ] as const;
  if (depth === 0) return z.array(z.union([z.string(), z.discriminatedUnion("type", own)]));
  const children = textNodes(depth - 1);
  const marks = z.enum(["bold", "italic", "strikethrough", "bulletList", "bulletPoint"]);
  const params = z.record(z.string(), z.string());
  return z.array(
    z.union([
      z.string(),
      z.discriminatedUnion("type", [
        ...own,
        z.looseObject({ type: marks, children }),
        z.looseObject({ type: z.literal("link"), url: z.string(), children }),
        z.looseObject({ type: z.enum(["actionLink", "actionButton"]), action: z.string(), params, children }),
      ]),
    ]),
  );
}

/** What a message says of a file, but for its address. */
export const FileAboutSchema = z.looseObject({
  fileToken: z.string().min(1),
  size: z.number().int().min(0),
  filename: z.string(),
  subtype: z.enum(FILE_SUBTYPES).optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
});

export const ContentSchema = z.array(
  z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("text"), children: textNodes(MAX_DEPTH) }),
    FileAboutSchema.extend({ type: z.literal("file"), url: z.string() }),
    z.looseObject({ type: z.literal("location"), latitude: z.number(), longitude: z.number() }),
  ]),
);
