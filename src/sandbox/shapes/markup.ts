import type { TextNode } from "./content.js";

/** What a text that REST brought says, as nodes. `live`: `<url|label>` becomes a link and `<actionlink:…|…>` a button. */
export function parseMarkup(text: string, live: boolean): TextNode[] {
  void live;
  return text === "" ? [] : [text];
}

/** The text that would be parsed to these nodes. */
export function markupOf(nodes: readonly TextNode[]): string {
  return plainOf(nodes);
}

/** What a reader sees. */
export function plainOf(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => (typeof node === "string" ? node : "text" in node ? node.text : plainOf(node.children)))
    .join("");
}
