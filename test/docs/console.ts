import { blocksOf, type Block } from "./pages.js";

/** A command of a `console` block, and what the page shows of its output. */
export interface Command {
  /** As it is typed, with what follows in further lines (a document, `<<'END'`). */
  typed: string;
  shown: string[];
}

/** What a page has its reader do. Comments before a block say what its text doesn't: `<!-- typed: yes -->`. */
export interface ConsoleBlock {
  line: number;
  commands: Command[];
  /** What is shown before any command: what the terminal goes on to print. */
  further: string[];
  /** `not run`: why it can't run here; empty: it runs. */
  notRun: string;
  /** `typed`: what a person types when asked; undefined: nobody is asked. */
  answer: string | undefined;
  /** `terminal`: the one, of its own, that the last command keeps until Ctrl-C; empty: where all others are typed. */
  terminal: string;
  /** `needs`: names of what must be there before; test/docs/needs.md has them. */
  needs: string[];
}

/**
 * Of `console` blocks: lines that begin with `$ ` are typed, the others are shown. A block in another language with
 * `<!-- saved: name -->` is typed as the document that it is.
 */
export function consoleBlocksOf(markdown: string): ConsoleBlock[] {
  return blocksOf(markdown)
    .map((block) => ({ block, saved: said(block, "saved") }))
    .filter(({ block, saved }) => block.language === "console" || saved !== undefined)
    .map(({ block, saved }) => ({
      line: block.line,
      ...commandsOf(saved === undefined ? block.text : `$ cat > ${saved} <<'END'\n${block.text}\nEND`),
      notRun: said(block, "not run") ?? "",
      answer: said(block, "typed"),
      terminal: said(block, "terminal") ?? "",
      needs: said(block, "needs")?.split(", ") ?? [],
    }));
}

function said({ comments }: Block, key: string): string | undefined {
  return comments.find((comment) => comment.startsWith(`${key}: `))?.slice(key.length + 2);
}

function commandsOf(text: string): { commands: Command[]; further: string[] } {
  const commands: Command[] = [];
  const further: string[] = [];
  let end: string | undefined;
  for (const line of text.split("\n")) {
    const last = commands.at(-1);
    if (end !== undefined && last) {
      last.typed += `\n${line}`;
      if (line === end) end = undefined;
    } else if (line.startsWith("$ ")) {
      commands.push({ typed: line.slice(2), shown: [] });
      end = /<<'?(\w+)'?/.exec(line)?.[1];
    } else (last?.shown ?? further).push(line);
  }
  return { commands, further };
}
