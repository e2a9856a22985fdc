import { isDeepStrictEqual } from "node:util";
import type { TextNode } from "../content.js";
import { FENCE } from "./atoms.js";
import { MARKS } from "./marks.js";
import { parseMarkup } from "./parse.js";
import { aroundLists } from "./plain.js";

/**
 * The text that is parsed to these nodes. Markup has no escape, so not every node has one. What is lost then is form, never
 * words: marks that can't stand where they are, such as within a word, are all left out; a name in a mention loses `<`, `>`
 * and line ends; two lists in a row become one; words that happen to read as markup will be read as such.
 */
export function markupOf(nodes: readonly TextNode[]): string {
  const text = write(nodes, true);
  const merged = joined(nodes);
  const isTrue = [true, false].some((live) => isDeepStrictEqual(parseMarkup(text, live), merged));
  return isTrue ? text : write(nodes, false);
}

function write(nodes: readonly TextNode[], marks: boolean): string {
  return aroundLists(nodes, (node) => (typeof node === "string" ? node : textOf(node, marks)));
}

function textOf(node: Exclude<TextNode, string>, marks: boolean): string {
  switch (node.type) {
    case "bold":
    case "italic":
    case "strikethrough": {
      const sign = marks ? MARKS[node.type] : "";
      return `${sign}${write(node.children, marks)}${sign}`;
    }
    case "bulletList":
      return node.children.map((point) => `- ${write([point], marks)}`).join("\n");
    case "bulletPoint":
      return write(node.children, marks);
    case "link":
      return `<${node.url}|${write(node.children, marks)}>`;
    case "actionLink":
    case "actionButton": {
      const query = new URLSearchParams(node.params).toString();
      const target = query === "" ? node.action : `${node.action}?${query}`;
      return `<${node.type.toLowerCase()}:${target}|${write(node.children, marks)}>`;
    }
    case "autoLink":
      return node.text;
    case "codeSpan":
      return `${FENCE}${node.text}${FENCE}`;
    case "mention":
      return mentionTag(node.id, node.text);
    case "customEmoji":
      return `<!!customemoji:${node.text}>`;
  }
}

/** The markup of a mention. */
export function mentionTag(id: string, name: string): string {
  return `<!!mention:${encodeURIComponent(wellFormed(id))}|${name.replace(/[<>\n]/g, " ")}>`;
}

/** Half a character can't be encoded. */
const wellFormed = (id: string): string => id.replace(/\p{Surrogate}/gu, "\ufffd");

/** Strings in a row are one, and empty ones none, as a parsed text has them. */
function joined(nodes: readonly TextNode[]): TextNode[] {
  const result: TextNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (typeof node === "string") {
      if (node === "") continue;
      if (typeof last === "string") result[result.length - 1] = last + node;
      else result.push(node);
    } else result.push("children" in node ? { ...node, children: joined(node.children) } : node);
  }
  return result;
}
