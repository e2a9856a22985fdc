import type { AuditEntryView } from "../../server/audit-view.js";
import { State } from "../parts/state.js";
import { fieldName, OUTCOME_WORDS, reason } from "../words.js";

const VERIFICATION_WORDS = {
  list_page: "read back in a page of the list",
  user: "read back one by one",
  plan: "seen when it was planned",
} as const;

/** How it ended for somebody, and why. */
export const Outcome = ({ entry }: { entry: AuditEntryView }) => (
  <span>
    <State word={OUTCOME_WORDS[entry.outcome]} />
    {entry.reason === null ? null : (
      <>
        <br />
        <small>{reason(entry.reason)}</small>
      </>
    )}
  </span>
);

/** What was blanked of somebody and what wasn't, and how that was seen. */
export const Blanked = ({ entry: { fields, remaining, verification } }: { entry: AuditEntryView }) => (
  <span>
    {fields.length > 0 ? fields.map(fieldName).join(", ") : <span class="quiet">nothing</span>}
    {remaining.length > 0 ? (
      <>
        <br />
        <span class="late">Still there: {remaining.map(fieldName).join(", ")}</span>
      </>
    ) : null}
    {verification === null ? null : (
      <>
        <br />
        <small>{VERIFICATION_WORDS[verification]}</small>
      </>
    )}
  </span>
);
