const AT_EDGES = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;

/** The words of a text as a search knows them: in small letters, without the signs at their edges. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(AT_EDGES, ""))
    .filter((word) => word !== "");
}

/** Whether each word of a query begins some word of the text, as `@talkjs/core` documents it. A query without words finds nothing. */
export function isFoundBy(query: string, text: string): boolean {
  const words = wordsOf(text);
  const wanted = wordsOf(query);
  return wanted.length > 0 && wanted.every((each) => words.some((word) => word.startsWith(each)));
}
