/** The language of every certificate, as BCP 47 has it. */
export const LANGUAGE = "en";

/** Part of a text: plain, or what is compared letter by letter, such as a digest. */
export type Span = string | { code: string };
export type Text = string | readonly Span[];

/** One of the few things that everybody looks for first. */
export interface Fact {
  name: string;
  what: string;
  more: string;
}

/** What a section is made of. */
export type Block =
  | { kind: "rows"; rows: readonly (readonly [name: string, value: Text])[] }
  | { kind: "list"; items: readonly { what: string; more: string | null }[] }
  | { kind: "course"; steps: readonly Step[] }
  | { kind: "paragraph"; text: Text }
  /** Said beside what stands above it. */
  | { kind: "note"; text: Text }
  | { kind: "command"; command: string }
  /** Hexadecimal digits, which are shown in groups that an eye can compare. */
  | { kind: "digest"; hex: string };

/** What happened, and when: as RFC 3339 in UTC, and as people read it. */
export interface Step {
  at: string;
  moment: string;
  what: string;
  who: string | null;
}

export interface Section {
  title: string;
  blocks: readonly Block[];
}

/** Both stand on every page: the word across it, the text as a strip. */
export interface Banner {
  word: string;
  text: string;
}

/**
 * What a certificate says to a reader, without a word on how it looks: the page and the PDF are both made of it, so they
 * can't say different things.
 */
export interface Content {
  /** Of the document, and alone of its kind. */
  name: string;
  issuedAt: string;
  /** What is true of the whole certificate and must not be overlooked on any page of it. */
  banner: Banner | null;
  kicker: string;
  title: string;
  lead: string;
  facts: readonly Fact[];
  erased: Section;
  remains: Section;
  sections: readonly Section[];
  /** Of the certificate's file: the QR code says it. */
  digest: string;
}

/** What remains stands beside what was erased up to this many lines; a longer list gets the whole width. */
const MOST_BESIDE = 7;

export function isLong({ blocks }: Section): boolean {
  return blocks.some((block) => block.kind === "list" && block.items.length > MOST_BESIDE);
}

export function spansOf(text: Text): readonly Span[] {
  return typeof text === "string" ? [text] : text;
}

/** Hexadecimal digits in groups of eight. */
export function groupsOf(hex: string): string[] {
  return hex.match(/.{1,8}/g) ?? [];
}
