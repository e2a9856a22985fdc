import { scopeText } from "../../model/scope.js";
import { PROTOCOL } from "../../model/protocols.js";
import type { RequestView } from "../../contracts/requests.js";
import { shortId } from "../words.js";
import { Facts } from "../parts/facts.js";

/** Where it is written down. */
export const EvidencePart = ({ request }: { request: RequestView }) => {
  const { id, policyDigest, scope, protocol, reason, joins, subjects } = request;
  const runs = [...new Set(subjects.flatMap(({ run }) => (run === null ? [] : [run])))];
  return (
    <section id="evidence" class="card" aria-labelledby="evidence-title">
      <h2 id="evidence-title">Evidence</h2>
      <Facts
        of={{
          Request: <code>{id}</code>,
          "Came in by": PROTOCOL[protocol].words,
          Reason: reason ?? "None was given",
          Policy: <code>{policyDigest}</code>,
          Scope: scopeText(scope),
          "Audit entries":
            runs.length === 0
              ? "None yet: no run has begun"
              : runs.map((run, i) => (
                  <>
                    {i > 0 ? ", " : ""}
                    <a href={`/audit/entries?run=${run}`}>of run {run}</a>
                  </>
                )),
          "The same people": joins.length > 0 && (
            <>
              {joins.map((other, i) => (
                <>
                  {i > 0 ? ", " : ""}
                  <a href={`/requests/${other}`} title={other}>
                    request {shortId(other)}
                  </a>
                </>
              ))}
              : one waits for the other, and then looks for itself
            </>
          ),
        }}
      />
    </section>
  );
};
