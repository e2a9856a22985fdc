/**
 * The markup of a message's text: `*bold*`, `_italic_`, `~strike~`, code between three backticks, lists, mentions, custom
 * emoji; addresses, numbers and URLs link by themselves. What is read and how is what `@talkjs/core` 1.12.0 was seen to
 * send; what it leaves to REST (`<url|label>`, `<actionbutton:…|…>`) is TalkJS's documentation.
 * @see https://talkjs.com/docs/Features/Messages/Formatting/
 */
export { parseMarkup } from "./markup/parse.js";
export { plainOf } from "./markup/plain.js";
export { markupOf, mentionTag } from "./markup/write.js";
