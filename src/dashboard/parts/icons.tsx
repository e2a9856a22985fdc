/** 20 × 20, drawn with lines in the colour of the text; decoration only, the words beside them say it. */
const PATHS = {
  overview: "M3 10.500 10 4l7 6.500M5 9v7h4v-4h2v4h4V9",
  requests: "M5 3h7l3 3v11H5zM12 3v3h3M7.500 10h5M7.500 13h5",
  runs: "M4 10a6 6 0 1 1 2 4.500M4 17v-3h3M10 7v3.500l2.500 1.500",
  audit: "M10 3 4 5.500v4c0 3.500 2.500 6 6 7.500 3.500-1.500 6-4 6-7.500v-4zM7.500 10l2 2 3.500-4",
  policy: "M4 5h12M4 10h12M4 15h12M7 3.500v3M13 8.500v3M8 13.500v3",
  queues: "M4 5h12v3H4zM4 10h12v3H4zM6 15.500h8",
  account: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.500-3 3-4.500 6-4.500s5.500 1.500 6 4.500",
  good: "M4.500 10.500 8.500 14.500 15.500 6.500",
  busy: "M10 4a6 6 0 1 1-6 6",
  soon: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM10 7v3.500l2 1.500",
  bad: "M10 3.500 17.500 16.500h-15zM10 8v4M10 14v.500",
  quiet: "M5 10h10",
  next: "M8 5l5 5-5 5",
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
