import type { OverviewView } from "../../contracts/overview.js";
import { Icon } from "../parts/icons.js";
import { todoOf, verdictOf } from "./needs.js";

/** The one sentence on top, and what is to be done. */
export const VerdictPart = ({ needs }: Pick<OverviewView, "needs">) => {
  const { tone, text } = verdictOf(needs);
  return (
    <section
      id="verdict"
      class={`verdict ${tone}`}
      aria-label="Whether anything needs a person"
      role="status"
    >
      <Icon name={tone} />
      <h2>{text}</h2>
      {needs.length > 0 ? (
        <ul>
          {needs.map((need) => {
            const todo = todoOf(need);
            return (
              <li>
                <a href={todo.to}>{todo.text}</a>
              </li>
            );
          })}
        </ul>
      ) : null}
    </section>
  );
};
