const TABS = [
  ["/policy", "Policy"],
  ["/schedules", "Schedules"],
  ["/holds", "Legal holds"],
  ["/comebacks", "Comebacks"],
] as const;

/** The way between the pages about what happens by itself, and what doesn't. */
export const PolicyTabs = ({ at }: { at: (typeof TABS)[number][0] }) => (
  <nav class="tabs" aria-label="Policy and schedules">
    {TABS.map(([to, name]) => (
      <a href={to} {...(to === at && { "aria-current": "page" as const })}>
        {name}
      </a>
    ))}
  </nav>
);
