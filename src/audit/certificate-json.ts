const HALF_CHARACTER = /\p{Surrogate}/u;

/** What JSON in UTF-8 says; `undefined` for anything else, and for halves of characters, which UTF-8 can't hold. */
export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"), (_, value: unknown) => {
      if (typeof value === "string" && HALF_CHARACTER.test(value)) throw new SyntaxError("half a character");
      return value;
    }) as unknown;
  } catch {
    return undefined;
  }
}
