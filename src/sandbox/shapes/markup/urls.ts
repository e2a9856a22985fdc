import type { AtomReader } from "./atom.js";

const URL_TEXT = /https?:\/\/[\p{L}\p{N}][^\s<>"|`]*/iuy;
/** What ends a sentence, a pair of brackets or a mark rather than a URL. */
const ENDINGS = ".,:;!?'*_~])}";

/** An address of the web. A closing bracket belongs to it when it was opened in it. */
export const urlAt: AtomReader = (text, start) => {
  URL_TEXT.lastIndex = start;
  const matched = URL_TEXT.exec(text)?.[0];
  if (matched === undefined) return undefined;
  let length = matched.length;
  let surplus = count(matched, ")") - count(matched, "(");
  while (ENDINGS.includes(matched.charAt(length - 1))) {
    if (matched.charAt(length - 1) === ")" && surplus-- <= 0) break;
    length--;
  }
  const url = matched.slice(0, length);
  return { start, end: start + length, node: { type: "autoLink", url, text: url } };
};

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
