/**
 * Text that came from a database or a file that somebody may have changed: control characters, and those that turn the
 * direction of writing, could make a terminal show something else.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
