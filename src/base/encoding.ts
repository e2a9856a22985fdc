import type { Encoding } from "./lines.js";

/** Of the units of ASCII text in UTF-16 one byte is NUL; without a byte order mark nearly all of them must show it. */
const ENOUGH = 0.9;
const FEWEST_UNITS = 2;

/** How text that begins like this is written. */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const units = head.length >> 1;
  const nuls = [0, 0];
  for (let at = 0; at < units * 2; at++) if (head[at] === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  if (units < FEWEST_UNITS) return "utf-8";
  if (even === 0 && odd >= units * ENOUGH) return "utf-16le";
  return odd === 0 && even >= units * ENOUGH ? "utf-16be" : "utf-8";
}
