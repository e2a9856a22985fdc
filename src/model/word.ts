/** How something stands, for its colour; the words beside it say the same. */
export type Tone = "good" | "busy" | "soon" | "bad" | "quiet";

export interface Word {
  text: string;
  tone: Tone;
}
