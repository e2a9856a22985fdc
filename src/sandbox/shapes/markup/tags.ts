import type { AtomReader } from "./atom.js";
import { marked } from "./marks.js";

// No part of a tag holds a <, so that a text of nothing but beginnings of tags is read once.
const MENTION = /<!!mention:([^|<>\n]+)\|([^<>\n]*)>/y;
const EMOJI = /<!!customemoji:([^|<>\n]+)>/y;
const LINK = /<((?:https?:\/\/|mailto:|tel:)[^\s|<>]+)\|([^<>\n]+)>/iy;
const ACTION = /<action(link|button):([^\s|<>?]+)(?:\?([^\s|<>]*))?\|([^<>\n]+)>/y;

/** Somebody who is mentioned, or a custom emoji. */
export const tagAt: AtomReader = (text, start) => {
  const mention = at(MENTION, text, start);
  if (mention !== null) {
    const [whole, encoded = "", name = ""] = mention;
    const id = decoded(encoded);
    return id === undefined
      ? undefined
      : { start, end: start + whole.length, node: { type: "mention", id, text: name } };
  }
  const emoji = at(EMOJI, text, start);
  if (emoji === null) return undefined;
  const [whole, name = ""] = emoji;
  return { start, end: start + whole.length, node: { type: "customEmoji", text: name } };
};

/** What is live only in a text that REST brought: links with a label, and actions. */
export const liveTagAt: AtomReader = (text, start) => {
  const link = at(LINK, text, start);
  if (link !== null) {
    const [whole, url = "", label = ""] = link;
    return { start, end: start + whole.length, node: { type: "link", url, children: marked(label) } };
  }
  const tag = at(ACTION, text, start);
  if (tag === null) return undefined;
  const [whole, kind, action = "", query = "", label = ""] = tag;
  const type = kind === "link" ? "actionLink" : "actionButton";
  const params = Object.fromEntries(new URLSearchParams(query));
  return { start, end: start + whole.length, node: { type, action, params, children: marked(label) } };
};

/** What a tag reads as inside code, where there are none: `@Name`, `:cat:`. */
export function flattened(code: string): string {
  return code
    .replace(new RegExp(MENTION.source, "g"), (_, __, name: string) => `@${name}`)
    .replace(new RegExp(EMOJI.source, "g"), (_, name: string) => name);
}

function at(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

/** Undefined for what is no percent-encoding: such a tag stays text. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
