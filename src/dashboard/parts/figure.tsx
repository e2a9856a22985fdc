import { number } from "../words.js";

interface FigureProps {
  name: string;
  n: number;
  tone?: "bad" | "soon" | undefined;
}

/** A number with its name, for a `dl.figures`. */
export const Figure = ({ name, n, tone }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd class={tone ?? ""}>{number(n)}</dd>
  </div>
);
