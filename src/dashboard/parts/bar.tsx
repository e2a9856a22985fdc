interface BarProps {
  /** From 0 to 1; more is drawn as 1. */
  share: number;
  tone?: "series-1" | "series-2" | "series-bad";
}

/** A share, drawn beside the number that says it. */
export const Bar = ({ share, tone = "series-1" }: BarProps) => (
  <svg class="bar-line" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="ground" width="100" height="8" />
    <rect class={tone} width={Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10} height="8" />
  </svg>
);
