import { number, percent } from "../../model/words.js";

interface ProgressProps {
  done: number;
  total: number;
  /** What is counted, such as `users scrubbed`. */
  label: string;
}

/** How far something is, drawn and in numbers. */
export const Progress = ({ done, total, label }: ProgressProps) => (
  <div class="progress">
    <progress max={Math.max(total, 1)} value={Math.min(done, total)} aria-label={label} />
    <span class="numbers">
      {number(done)} of {number(total)}
      {total > 0 ? ` (${soFar(done / total)})` : ""}
    </span>
  </div>
);

/** Never 100% before all of it is done. */
const soFar = (share: number): string => percent(Math.min(1, Math.floor(share * 1000) / 1000), 1);
