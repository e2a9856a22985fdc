import { getDocumentProxy } from "unpdf";

/** A piece of text on a page, in points from its lower left corner. */
export interface Words {
  text: string;
  x: number;
  y: number;
}

export interface ReadPage {
  width: number;
  height: number;
  words: Words[];
  /** Names of structure elements, each with what it holds. */
  structure: Node;
}

export interface Node {
  role: string;
  alt?: string;
  children: Node[];
}

/** What is used here of pdf.js, whose types unpdf leaves out. */
interface PdfJs {
  numPages: number;
  getPage(number: number): Promise<{
    view: [left: number, bottom: number, right: number, top: number];
    getTextContent(): Promise<{ items: { str: string; transform: number[] }[] }>;
    /** Null of a page without structure. */
    getStructTree(): Promise<RawNode | null>;
  }>;
  getMetadata(): Promise<{ info: Record<string, unknown> }>;
}

interface RawNode {
  role?: string;
  alt?: string;
  children?: RawNode[];
}

/** A PDF as another program reads it: pdf.js. */
export async function readPdf(pdf: Buffer) {
  const document = (await getDocumentProxy(new Uint8Array(pdf))) as unknown as PdfJs;
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const [left, bottom, right, top] = page.view;
    const { items } = await page.getTextContent();
    const words = items
      .filter(({ str }) => str.trim() !== "")
      .map(({ str, transform: [, , , , x = 0, y = 0] }) => ({ text: str, x, y }));
    const structure = nodeOf((await page.getStructTree()) ?? {});
    pages.push({ width: right - left, height: top - bottom, words, structure });
  }
  const { info } = await document.getMetadata();
  return { pages, info, text: pages.map(textOf).join(" ") };
}

/** What stands on a page, in the order in which it was drawn. */
export function textOf({ words }: ReadPage): string {
  return words.map(({ text }) => text).join(" ");
}

function nodeOf({ role = "", alt, children = [] }: RawNode): Node {
  return { role, ...(alt === undefined ? {} : { alt }), children: children.map(nodeOf) };
}

/** All elements under one, in their order. */
export function elementsOf(node: Node): Node[] {
  return node.children.flatMap((child) => [child, ...elementsOf(child)]);
}
