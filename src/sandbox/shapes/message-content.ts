import type { Block, FileBlock } from "./content.js";
import type { SandboxMessage } from "./conversation.js";
import { markupOf, parseMarkup } from "./markup.js";

/** The legacy views of a message's content, which REST shows. */
export type LegacyViews = Pick<SandboxMessage, "text" | "attachment" | "location">;

/** What a message consists of: what is kept of it, else what its legacy views say. */
export function blocksOf(message: SandboxMessage): Block[] {
  if (message.content !== undefined) return message.content;
  const { text, attachment, location } = message;
  return [
    ...(attachment === null ? [] : [fileOf(attachment)]),
    ...(location === null
      ? []
      : [{ type: "location" as const, latitude: location[1], longitude: location[0] }]),
    ...(text === null ? [] : [{ type: "text" as const, children: parseMarkup(text, isLive(message)) }]),
  ];
}

/** Whether links with a label and actions work in its text: not in what people typed. @see https://talkjs.com/docs/Features/Messages/Formatting/ */
export const isLive = ({ origin }: SandboxMessage): boolean => origin !== "web" && origin !== "email";

/** The tokens of the files that it holds. */
export function fileTokensOf(message: SandboxMessage): string[] {
  if (message.attachment === null && message.content === undefined) return [];
  return blocksOf(message).flatMap((block) => (block.type === "file" ? [block.fileToken] : []));
}

/** Assumption: of several blocks of a kind the views show the first. */
export function viewsOf(content: readonly Block[]): LegacyViews {
  const file = content.find((block) => block.type === "file");
  const place = content.find((block) => block.type === "location");
  const text = content.find((block) => block.type === "text");
  return {
    text: text === undefined ? null : markupOf(text.children),
    attachment: file === undefined ? null : { url: file.url, size: file.size },
    location: place === undefined ? null : [place.longitude, place.latitude],
  };
}

/** An attachment that came without its block, by an import. */
function fileOf({ url, size }: { url: string; size: number }): FileBlock {
  const filename = url.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "";
  return { type: "file", fileToken: `of ${url}`, url, size, filename };
}
