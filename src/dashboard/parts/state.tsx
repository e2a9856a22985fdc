import type { Word } from "../../model/word.js";
import { Icon } from "./icons.js";

/** How something stands: a word, its colour, and a sign for those who don't see colours. */
export const State = ({ word: { text, tone } }: { word: Word }) => (
  <span class={`state ${tone}`}>
    <Icon name={tone} />
    {text}
  </span>
);
