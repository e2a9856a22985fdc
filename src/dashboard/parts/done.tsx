import type { PageContext } from "../env.js";

/** What was just done, as the address says it: one of these words, or nothing. */
export const Done = ({ c, words }: { c: PageContext; words: Record<string, string> }) => {
  const word = c.req.query("done");
  return word !== undefined && Object.hasOwn(words, word) ? (
    <p class="notice" role="status">
      {words[word]}
    </p>
  ) : null;
};
