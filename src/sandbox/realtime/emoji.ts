const VARIATION_SELECTOR = "\uFE0F";
/** As JavaScript knows it: the emoji of the Unicode version of this Node.js. */
const ONE_EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");
const CUSTOM_EMOJI = /^:[^:\s]+:$/;
const MAX_CUSTOM_CHARS = 50;

/**
 * An emoji in its fully qualified form, under which TalkJS keeps it, or the name of a custom one; undefined when it is neither.
 * @see https://unicode.org/Public/emoji/16.0/emoji-test.txt
 */
export function normalisedEmoji(text: string): string | undefined {
  if (CUSTOM_EMOJI.test(text)) return text.length <= MAX_CUSTOM_CHARS ? text : undefined;
  const qualified = qualify(text);
  return ONE_EMOJI.test(qualified) ? qualified : undefined;
}

/** A selector stands where a sign would else be text: not where a skin tone follows, which makes it an emoji too. */
function qualify(text: string): string {
  const signs = [...text].filter((sign) => sign !== VARIATION_SELECTOR);
  const isText = (sign: string) => /\p{Emoji}/u.test(sign) && !/\p{Emoji_Presentation}/u.test(sign);
  const hasTone = (next = "") => /\p{Emoji_Modifier}/u.test(next);
  return signs
    .map((sign, i) => (isText(sign) && !hasTone(signs[i + 1]) ? sign + VARIATION_SELECTOR : sign))
    .join("");
}
