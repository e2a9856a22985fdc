import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** All Markdown that people read, as paths from the repository's folder. */
export function markdownFiles(): string[] {
  const inRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const inDocs = readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" });
  return [...inRoot, ...inDocs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)].sort();
}

export const read = (path: string) => readFileSync(`${ROOT}${path}`, "utf8");

/** A fenced block. */
export interface Block {
  /** What stands behind the fence: `console`, `yaml`, … */
  language: string;
  text: string;
  /** The comments just before it, without their marks. */
  comments: string[];
  /** Of its first fence, counted from 1. */
  line: number;
}

const COMMENT = /^<!-- (.*) -->$/;

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let comments: string[] = [];
  let open: { block: Block; indent: string; lines: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, indent = "", language = ""] = /^( *)```(\w*)$/.exec(line) ?? [];
    const isFence = line.trimStart().startsWith("```");
    if (open && isFence) {
      blocks.push({ ...open.block, text: open.lines.join("\n") });
      open = undefined;
      comments = [];
    } else if (open) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    else if (isFence) open = { block: { language, text: "", comments, line: index + 1 }, indent, lines: [] };
    else if (line.trim() !== "") {
      const [, comment] = COMMENT.exec(line.trim()) ?? [];
      comments = comment === undefined ? [] : [...comments, comment];
    }
  }
  return blocks;
}

/** The prose of a page: what isn't in a block. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, "");
}
