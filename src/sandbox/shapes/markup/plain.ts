import type { TextNode } from "../content.js";

/** What a reader sees. A mention is the name that it holds. */
export function plainOf(nodes: readonly TextNode[]): string {
  return aroundLists(nodes, (node) => {
    if (typeof node === "string") return node;
    if ("text" in node) return node.text;
    return node.type === "bulletList"
      ? node.children.map((point) => `• ${plainOf([point])}`).join("\n")
      : plainOf(node.children);
  });
}

/** The nodes' texts one after the other, each list on lines of its own. */
export function aroundLists(nodes: readonly TextNode[], write: (node: TextNode) => string): string {
  const texts = nodes.map((node) => ({ text: write(node), isList: isList(node) }));
  return texts
    .map(({ text, isList }, i) => (i > 0 && (isList || texts[i - 1]?.isList) ? `\n${text}` : text))
    .join("");
}

const isList = (node: TextNode): boolean => typeof node !== "string" && node.type === "bulletList";
