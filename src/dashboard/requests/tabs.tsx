const TABS = [
  ["/requests", "Requests"],
  ["/requests/deliveries", "Messages to other systems"],
] as const;

export const RequestTabs = ({ at }: { at: (typeof TABS)[number][0] }) => (
  <nav class="tabs" aria-label="Requests">
    {TABS.map(([to, name]) => (
      <a href={to} {...(to === at && { "aria-current": "page" as const })}>
        {name}
      </a>
    ))}
  </nav>
);
