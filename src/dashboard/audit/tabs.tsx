import { titleOf } from "../pages.js";
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
    <div class="page-head">
      <div>
        <h1>{titleOf("/audit")}</h1>
        <p class="quiet">
          What was done to whose data, who asked for it, and the proof that nobody changed the record.
        </p>
      </div>
    </div>
    <nav class="tabs" aria-label="Audit">
      {TABS.map(([tab, to, name]) => (
        <a href={to} {...(tab === at && { "aria-current": "page" as const })}>
          {name}
        </a>
      ))}
    </nav>
  </>
);
