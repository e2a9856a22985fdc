import type { RequestView } from "../../contracts/requests.js";
import { Time } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { eventWord, stepsAhead } from "../../model/request-history.js";

/** The history of a request: what has happened, and what is still to come. */
export const StepsPart = ({ request, zone }: { request: RequestView; zone: string }) => {
  const isUnresolved = request.emails.some(({ matches }) => matches === null);
  const ahead = stepsAhead(request.state, isUnresolved);
  return (
    <section id="steps" class="card" aria-labelledby="steps-title">
      <h2 id="steps-title">History</h2>
      <ol class="steps">
        {request.events.map(({ at, state, code, actor }) => {
          const { text, tone } = eventWord(state);
          return (
            <li class={tone}>
              <span>
                {text}
                {code === null ? null : <small> {reason(code)}</small>}
              </span>
              <span class="end">
                <Time at={at} zone={zone} to="second" />, {actor}
              </span>
            </li>
          );
        })}
        {ahead.map((text) => (
          <li class="ahead">
            <span class="quiet">
              <span class="hidden">Still to come: </span>
              {text}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
