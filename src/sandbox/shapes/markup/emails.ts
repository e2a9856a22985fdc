import type { Atom } from "./atom.js";

const LOCAL = /[\p{L}\p{M}\p{N}._%+-]/u;
const WORD = /[\p{L}\p{N}]/u;
/** Labels and dots; the last label is letters. Each part excludes what ends it, so that no input is read twice. */
const DOMAIN =
  /@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}]+(?![\p{L}\p{N}])/uy;
const MAILTO = "mailto:";

/** The e-mail addresses of a text, in their order. */
export function emailsIn(text: string): Atom[] {
  const found: Atom[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const start = localStart(text, at, found.at(-1)?.end ?? 0);
    DOMAIN.lastIndex = at;
    if (start === at || !DOMAIN.test(text)) continue;
    const end = DOMAIN.lastIndex;
    const address = text.slice(start, end);
    const named = text.slice(Math.max(0, start - MAILTO.length), start).toLowerCase() === MAILTO;
    const from = named ? start - MAILTO.length : start;
    found.push({
      start: from,
      end,
      node: { type: "autoLink", url: MAILTO + address, text: text.slice(from, end) },
    });
  }
  return found;
}

/** Where the part before an @ begins: at a letter or digit, so that `_ann@example.com_` is an address in italics. */
function localStart(text: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && LOCAL.test(text.charAt(start - 1))) start--;
  while (start < at && !WORD.test(text.charAt(start))) start++;
  return start;
}
