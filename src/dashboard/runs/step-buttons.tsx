import type { RunView } from "../../contracts/runs.js";
import type { Visitor } from "../env.js";
import { Post } from "../parts/form.js";
import type { Step } from "./steps.js";

/** A button for each of these steps, and what can't be taken back of them. */
export const StepButtons = ({ steps, run, visitor }: { steps: Step[]; run: RunView; visitor: Visitor }) => {
  if (steps.length === 0) return null;
  const notes = steps.flatMap(({ note }) => note ?? []);
  return (
    <>
      <div class="actions">
        {steps.map(({ name, label, tone, ask }) => (
          <Post to={`/runs/${run.run}/${name}`} visitor={visitor}>
            <button class={tone} type="submit" {...(ask && { "data-ask": ask(run) })}>
              {label}
            </button>
          </Post>
        ))}
      </div>
      {notes.length > 0 ? <p class="hint">{notes.join(" ")}</p> : null}
    </>
  );
};
