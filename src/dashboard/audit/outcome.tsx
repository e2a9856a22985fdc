import type { AuditEntryView } from "../../contracts/audit.js";
import { State } from "../parts/state.js";
import { OUTCOME, VERIFICATION } from "../../model/outcome.js";
import { reason } from "../../model/reasons.js";
import { fieldName } from "../words.js";

/** How it ended for somebody, and why. */
export const Outcome = ({ entry }: { entry: AuditEntryView }) => (
  <span>
    <State word={OUTCOME[entry.outcome]} />
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
        <small>{VERIFICATION[verification]}</small>
      </>
    )}
  </span>
);
