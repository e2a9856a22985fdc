import { ACTIVE_RUN_STATES } from "../../model/run-lifecycle.js";
import type { PaceView, RunView } from "../../contracts/runs.js";
import { Figure } from "../parts/figure.js";
import { Icon } from "../parts/icons.js";
import { Progress } from "../parts/progress.js";
import { Ago, Time } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import type { Tone } from "../../model/word.js";
import { lengthOfTime, plural } from "../words.js";
import { StepButtons } from "./step-buttons.js";
import { STEPS, stepsFor } from "./steps.js";
import type { RunViewing } from "./viewing.js";

interface StatusProps extends RunViewing {
  run: RunView;
  pace: PaceView | undefined;
}

/** How a run stands, in a sentence; what that means, and what can be done. */
export const StatusPart = (props: StatusProps) => {
  const { run, visitor, fourEyes } = props;
  const { tone, title, text } = wordsOf(run);
  const isOwnPlan = fourEyes && run.createdBy === visitor.actor.name;
  const isAtWork = ACTIVE_RUN_STATES.includes(run.state);
  return (
    <section id="standing" class={`verdict ${tone}`} aria-labelledby="standing-title">
      <Icon name={tone} />
      <h2 id="standing-title">{title}</h2>
      <div class="more">
        {text.map((sentence) => (
          <p>{sentence}</p>
        ))}
        {run.plan.violations.length > 0 ? (
          <ul>
            {run.plan.violations.map((violation) => (
              <li>{violation}</li>
            ))}
          </ul>
        ) : null}
        {isAtWork ? <AtWork {...props} /> : null}
        {run.plan.expiresAt === null || run.limits === null ? null : (
          <p>
            It can be approved until <Time at={run.plan.expiresAt} zone={props.zone} />: a plan is good for{" "}
            {run.limits.maxPlanAge}, because people change.
          </p>
        )}
        {run.state === "planned" && isOwnPlan ? (
          <p>
            <strong>You planned it, so somebody else must approve it.</strong>
          </p>
        ) : null}
        <StepButtons steps={stepsFor(STEPS, run, visitor, isOwnPlan)} run={run} visitor={visitor} />
      </div>
    </section>
  );
};

/** How far it is: users checked while planning, of which nobody knows how many there are; then users dealt with. */
const AtWork = ({ run, pace, zone, now }: StatusProps) => {
  if (run.state === "planning")
    return (
      <dl class="figures">
        <Figure name="users checked" n={run.plan.scanned} />
        <Figure name="selected" n={run.plan.selected} />
        <Figure name="to be blanked" n={run.plan.toScrub} />
      </dl>
    );
  if (!pace) return null;
  const ends = endOf(pace, now);
  return (
    <>
      <Progress done={pace.handled} total={pace.total} label="Users that are dealt with" />
      <p class="numbers">
        {pace.perMinute === null ? "" : `${plural(Math.round(pace.perMinute), "user")} a minute`}
        {ends ? (
          <>
            {" · "}
            {lengthOfTime(pace.secondsLeft ?? 0)} left: done about <Time at={ends} zone={zone} /> (
            <Ago at={ends} now={now} />)
          </>
        ) : run.state === "applying" ? (
          " · nobody can tell yet how long it will take"
        ) : (
          ""
        )}
      </p>
    </>
  );
};

/** To the minute, so that the page doesn't change with every beat. */
function endOf({ secondsLeft }: PaceView, now: Date): string | undefined {
  if (secondsLeft === null) return undefined;
  const minute = 60_000;
  return new Date(Math.ceil((now.getTime() + secondsLeft * 1_000) / minute) * minute).toISOString();
}

interface Words {
  tone: Tone;
  title: string;
  text: string[];
}

function wordsOf(run: RunView): Words {
  const { state, plan, progress } = run;
  const why = run.code === null ? "" : `${reason(run.code)}.`;
  const inPart =
    progress.inPart > 0
      ? ` Of ${plural(progress.inPart, "user")} fields stay that Scrubjay doesn’t know; the audit log names them.`
      : "";
  const blanked = `The data of ${plural(progress.scrubbed, "user")} was blanked, read back and recorded.${inPart}`;
  const begun = progress.scrubbed + progress.inPart > 0;
  switch (state) {
    case "planning":
      return {
        tone: "busy",
        title: "The users of the app are being read",
        text: ["Nobody’s data is changed while it plans."],
      };
    case "planned":
      return {
        tone: "soon",
        title: `Waits for approval: ${plural(plan.toScrub, "user")} would be blanked`,
        text: ["Nothing has been changed yet. What is blanked at TalkJS can’t be brought back."],
      };
    case "plan_failed":
      return {
        tone: run.code === "PAUSED" ? "soon" : "bad",
        title: run.code === "PAUSED" ? "Planning is paused" : "The plan couldn’t be made",
        text: [`${why} Nothing has been changed. Resume goes on where it was.`],
      };
    case "refused":
      return {
        tone: "bad",
        title: "Refused by a limit of its policy",
        text: [
          "Nobody’s data was changed. If that many are meant, raise the limit in the policy file and plan again. " +
            "If not, look at whom the policy selects.",
        ],
      };
    case "applying":
      return {
        tone: "busy",
        title: "The plan is being applied",
        text: [],
      };
    case "stopped":
      return run.code === "PAUSED"
        ? { tone: "soon", title: "Paused by a person", text: [`${blanked} Resume goes on where it was.`] }
        : {
            tone: "bad",
            title: `Stopped: ${reason(run.code ?? "")}`,
            text: [`${blanked} Find the reason first; then resume goes on where it was.`],
          };
    case "cancelling":
      return {
        tone: "busy",
        title: "Being cancelled",
        text: ["What was begun is still finished and recorded."],
      };
    case "cancelled":
      return {
        tone: "quiet",
        title: begun ? "Cancelled before the end" : "Cancelled before anything was changed",
        text: [why, begun ? blanked : ""].filter(Boolean),
      };
    case "done":
      return progress.failed > 0
        ? {
            tone: "soon",
            title: `Done, and ${plural(progress.failed, "user")} couldn’t be blanked`,
            text: [blanked],
          }
        : { tone: "good", title: "Done", text: [blanked] };
  }
}
