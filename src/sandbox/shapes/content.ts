/**
 * What a message consists of, as `@talkjs/core` types it. A text that a REST call brought is parsed to this.
 * @see https://talkjs.com/docs/Concepts/Message_Content/
 */
export type TextNode =
  | string
  | { type: "bold" | "italic" | "strikethrough" | "bulletList" | "bulletPoint"; children: TextNode[] }
  | { type: "link"; url: string; children: TextNode[] }
  /** `url` is `mailto:…`, `tel:…` or what `text` says. */
  | { type: "autoLink"; url: string; text: string }
  | { type: "codeSpan"; text: string }
  /** `text` is the name that the user had then. */
  | { type: "mention"; id: string; text: string }
  | { type: "customEmoji"; text: string }
  | {
      type: "actionLink" | "actionButton";
      action: string;
      params: Record<string, string>;
      children: TextNode[];
    };

export interface TextBlock {
  type: "text";
  children: TextNode[];
}

/** `size` in bytes, `duration` in seconds, `width` and `height` in pixels. */
export interface FileBlock {
  type: "file";
  fileToken: string;
  url: string;
  size: number;
  filename: string;
  subtype?: FileSubtype;
  width?: number;
  height?: number;
  duration?: number;
}

export const FILE_SUBTYPES = ["image", "video", "audio", "voice"] as const;
export type FileSubtype = (typeof FILE_SUBTYPES)[number];

export interface LocationBlock {
  type: "location";
  latitude: number;
  longitude: number;
}

export type Block = TextBlock | FileBlock | LocationBlock;
