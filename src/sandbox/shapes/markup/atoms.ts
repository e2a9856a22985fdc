import type { Atom } from "./atom.js";
import { emailsIn } from "./emails.js";
import { phoneAt } from "./phones.js";
import { flattened, liveTagAt, tagAt } from "./tags.js";
import { urlAt } from "./urls.js";

export const FENCE = "```";
/** Where an atom may begin, e-mail addresses aside; digits are taken by the run. */
const CANDIDATE = /`{3}|<|https?:\/\/|\+\d|\d+/giy;
const BEGINNING = /[`<+\dh]/gi;

/** The atoms of a text in their order, none over another: code before tags before what links by itself. */
export function atomsOf(text: string, live: boolean): Atom[] {
  const atoms: Atom[] = [];
  const emails = emailsIn(text);
  const fences = { left: true };
  let email = 0;
  for (let at = 0; ;) {
    const start = nextBeginning(text, at);
    while ((emails[email]?.start ?? Infinity) < at) email++;
    const next = emails[email];
    if (next !== undefined && next.start <= start) {
      atoms.push(next);
      at = next.end;
      continue;
    }
    if (start === Infinity) return atoms;
    CANDIDATE.lastIndex = start;
    const candidate = CANDIDATE.exec(text)?.[0];
    const atom = candidate === undefined ? undefined : atomAt(text, start, candidate, { live, fences });
    // A number that runs into an address is a part of the address.
    const taken = atom !== undefined && !(isNumber(candidate) && next !== undefined && next.start < atom.end);
    if (taken) atoms.push(atom);
    at = taken ? atom.end : start + (candidate?.startsWith("+") ? 1 : (candidate?.length ?? 1));
  }
}

const isNumber = (candidate = ""): boolean => /^[+\d]/.test(candidate);

function nextBeginning(text: string, at: number): number {
  BEGINNING.lastIndex = at;
  return BEGINNING.exec(text)?.index ?? Infinity;
}

/** `fences.left` ends the search for the end of code once a text has no more of them. */
function atomAt(
  text: string,
  start: number,
  candidate: string,
  { live, fences }: { live: boolean; fences: { left: boolean } },
): Atom | undefined {
  if (candidate === "<") return tagAt(text, start) ?? (live ? liveTagAt(text, start) : undefined);
  if (isNumber(candidate)) return phoneAt(text, start);
  if (candidate !== FENCE) return urlAt(text, start);
  const from = start + FENCE.length;
  const end = fences.left ? text.indexOf(FENCE, from + 1) : -1;
  fences.left = end >= 0;
  if (end < 0) return undefined;
  const code = flattened(text.slice(from, end));
  return { start, end: end + FENCE.length, node: { type: "codeSpan", text: code } };
}
