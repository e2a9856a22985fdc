import type { Child } from "hono/jsx";

/** Where a list would be: says why there is nothing, and what to do next. */
export const Empty = ({ title, children }: { title: string; children?: Child }) => (
  <div class="empty">
    <p>{title}</p>
    {children}
  </div>
);
