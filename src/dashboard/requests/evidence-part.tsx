import { PROTOCOL } from "../../model/protocols.js";
import type { RequestView } from "../../contracts/requests.js";
import { shortId } from "../words.js";

/** Where it is written down. */
export const EvidencePart = ({ request }: { request: RequestView }) => {
  const { id, policyDigest, protocol, reason, joins, subjects } = request;
  const runs = [...new Set(subjects.flatMap(({ run }) => (run === null ? [] : [run])))];
  return (
    <section id="evidence" class="card" aria-labelledby="evidence-title">
      <h2 id="evidence-title">Evidence</h2>
      <dl class="rows">
        <dt>Request</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>Came in by</dt>
        <dd>{PROTOCOL[protocol].words}</dd>
        <dt>Reason</dt>
        <dd>{reason ?? "None was given"}</dd>
        <dt>Policy</dt>
        <dd>
          <code>{policyDigest}</code>
        </dd>
        <dt>Audit entries</dt>
        <dd>
          {runs.length === 0
            ? "None yet: no run has begun"
            : runs.map((run, i) => (
                <>
                  {i > 0 ? ", " : ""}
                  <a href={`/audit/entries?run=${run}`}>of run {run}</a>
                </>
              ))}
        </dd>
        {joins.length > 0 ? (
          <>
            <dt>The same people</dt>
            <dd>
              {joins.map((other, i) => (
                <>
                  {i > 0 ? ", " : ""}
                  <a href={`/requests/${other}`} title={other}>
                    request {shortId(other)}
                  </a>
                </>
              ))}
              : one waits for the other, and then looks for itself
            </dd>
          </>
        ) : null}
      </dl>
    </section>
  );
};
