import { PageHead } from "../parts/page-head.js";

const TABS = [
  ["people", "/audit", "People"],
  ["entries", "/audit/entries", "Entries"],
  ["actions", "/audit/actions", "Actions"],
  ["log", "/audit/log", "Log"],
] as const satisfies [string, string, string][];
export type AuditTab = (typeof TABS)[number][0];

/** The head of every page about the audit log. */
export const AuditHead = ({ at }: { at: AuditTab }) => (
  <>
    <PageHead
      at="/audit"
      about="What was done to whose data, who asked for it, and the proof that nobody changed the record."
    />
    <nav class="tabs" aria-label="Audit">
      {TABS.map(([tab, to, name]) => (
        <a href={to} {...(tab === at && { "aria-current": "page" as const })}>
          {name}
        </a>
      ))}
    </nav>
  </>
);
