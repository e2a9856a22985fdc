import { titleOf } from "../pages.js";

const TABS = ["/policy", "/schedules", "/holds", "/comebacks"] as const;

/** The way between the pages about what happens by itself, and what doesn't. */
export const PolicyTabs = ({ at }: { at: (typeof TABS)[number] }) => (
  <nav class="tabs" aria-label="Policy and schedules">
    {TABS.map((to) => (
      <a href={to} {...(to === at && { "aria-current": "page" as const })}>
        {titleOf(to)}
      </a>
    ))}
  </nav>
);
